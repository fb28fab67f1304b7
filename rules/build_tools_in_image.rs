//! Compilers and build tools left in images that ship.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::catalogue::{self, Size};
use model::dockerfile::StageView;
use model::shell::Word;
use model::{ImageRef, Setting, Subject};
use serde::Deserialize;

use crate::packages::{Action, PackageCall, managers, package_name};
use crate::runs::scripts;

pub(crate) const RULE: Builtin = Builtin {
    id: "build-tools-in-image",
    summary: "an image that ships holds compilers or build tools",
    severity: Severity::Low,
    default_on: false,
    subjects: &[SubjectKind::Stage],
    build: Options::read::<BuildTools>,
};

/// Options of the rule.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct BuildTools {
    /// Names of packages.
    packages: Vec<String>,
}

impl Default for BuildTools {
    fn default() -> Self {
        let names = [
            "alpine-sdk",
            "autoconf",
            "automake",
            "binutils",
            "build-base",
            "build-essential",
            "cargo",
            "clang",
            "cmake",
            "g++",
            "gcc",
            "gcc-c++",
            "golang",
            "gradle",
            "make",
            "maven",
            "rustc",
        ];
        Self { packages: names.map(str::to_owned).to_vec() }
    }
}

const HELP: &str =
    "build in a stage of its own, and copy the result into one that starts from a small image";

impl Rule for BuildTools {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(stage) = subject.stage() else { return };
        if !stage.is_shipped() {
            return cx.not_applicable();
        }
        let base = stage.pulled_base();
        if let Some(base) = &base
            && let Some(image) = toolchain(base)
        {
            cx.fail(
                base.blame,
                format!("the image that ships starts from the toolchain `{image}`"),
            )
            .evidence(image.full_name())
            .help(HELP);
        }
        self.packages(stage, cx);
    }
}

fn toolchain(base: &Setting<ImageRef>) -> Option<&ImageRef> {
    base.known().filter(|image| catalogue::find(image).is_some_and(|it| it.size == Size::Toolchain))
}

impl BuildTools {
    fn packages(&self, stage: &StageView<'_>, cx: &mut Cx<'_>) {
        for script in scripts(stage, cx.project(), &managers()) {
            let commands: Vec<_> = script.script.commands().map(|it| (it, it.peeled())).collect();
            let calls: Vec<_> = commands
                .iter()
                .filter_map(|(command, peeled)| Some((command, PackageCall::of(peeled)?)))
                .collect();
            let removes: Vec<_> =
                calls.iter().filter(|(_, call)| call.action == Action::Remove).collect();
            for (command, call) in calls.iter().filter(|(_, call)| call.installs()) {
                // What `apk add --virtual x` adds goes with `apk del x`; a variable may name anything.
                let is_group_removed = removes.iter().any(|(_, removal)| {
                    removal
                        .packages
                        .iter()
                        .any(|it| it.literal().is_none() || is_virtual(&command.args, it))
                });
                for word in &call.packages {
                    let text = stage.shell_text(word);
                    let name = package_name(&text);
                    let is_removed = removes
                        .iter()
                        .flat_map(|(_, removal)| &removal.packages)
                        .any(|it| package_name(&stage.shell_text(it)) == name);
                    if self.packages.iter().any(|it| it == name) && !is_removed && !is_group_removed
                    {
                        cx.fail(
                            script.place(word.span),
                            format!("the image that ships holds `{name}`"),
                        )
                        .evidence(name)
                        .help(HELP);
                    }
                }
            }
        }
    }
}

/// Whether the words of an `apk add` name a group after `-t` or `--virtual`.
fn is_virtual(args: &[Word], group: &Word) -> bool {
    let Some(group) = group.literal() else { return false };
    args.windows(2).any(|pair| (pair[0].is("-t") || pair[0].is("--virtual")) && pair[1].is(&group))
        || args.iter().any(|word| {
            word.literal().is_some_and(|it| it.strip_prefix("--virtual=") == Some(&group))
        })
}
