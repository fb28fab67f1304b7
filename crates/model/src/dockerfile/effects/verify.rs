//! What counts as verifying a file, and which files a check covers.

use super::EffectKind;
use super::command::Here;
use super::reach::{self, Failure};
use crate::dockerfile::StageScript;
use crate::shell::{
    Command, Part, Peeled, RedirectOp, ScopeId, ScopeKind, Script, ShellOptions, Word,
};

/// How many checks of one script are followed; one more is taken to stop the build.
const MOST: usize = 64;
/// Programs that print the checksums of files, and compare them where they are told.
const SUMS: [&str; 10] = [
    "b2sum",
    "cksum",
    "md5sum",
    "sha1sum",
    "sha224sum",
    "sha256",
    "sha256sum",
    "sha384sum",
    "sha512sum",
    "shasum",
];
/// Programs that fail if two things differ, or if a text lacks another.
const COMPARERS: [&str; 8] = ["[", "[[", "cmp", "diff", "egrep", "fgrep", "grep", "test"];
/// Programs whose arguments say what a list names: those that print them, and those that pick lines by them.
const NAMERS: [&str; 5] = ["echo", "egrep", "fgrep", "grep", "printf"];

/// The checks of a script.
pub(super) struct Checks<'s> {
    script: &'s Script,
    shell: ShellOptions,
    options: Option<Vec<ShellOptions>>,
    count: usize,
}

impl<'s> Checks<'s> {
    pub(super) fn new(script: &StageScript<'s>) -> Self {
        Self { script: script.script, shell: script.shell.options, options: None, count: 0 }
    }

    /// The check that a command is, if it is one.
    pub(super) fn of(&mut self, here: &Here<'_>) -> Option<EffectKind> {
        let (files, decides) = if is_sum(&here.peeled) {
            self.of_sum(here)?
        } else if is_signature_check(&here.peeled) {
            (signed_files(here), here.command)
        } else {
            return None;
        };
        Some(EffectKind::Verifies { files, reached: self.reached(decides) })
    }

    /// What is reached although the command that decides has found a difference.
    fn reached(&mut self, decides: &Command) -> Option<u32> {
        self.count += 1;
        if self.count > MOST {
            return None;
        }
        let (script, shell) = (self.script, self.shell);
        let options = self.options.get_or_insert_with(|| script.options(shell));
        let differs = decides.args.iter().any(|word| word.is("!="));
        let failure = if differs { Failure::Succeeds } else { Failure::Fails };
        reach::after(script, options, decides, failure)
    }

    /// The files of a checksum and the command that compares it. A checksum that is only printed verifies nothing.
    fn of_sum(&self, here: &Here<'_>) -> Option<(Vec<String>, &'s Command)> {
        let command = self.script.commands().nth(here.command.index as usize)?;
        if here.peeled.args.iter().any(is_check_flag) {
            return Some((self.listed(here, command), command));
        }
        let operands = here.peeled.args.iter().filter(|word| !word.prefix().starts_with('-'));
        let read = command.redirects.iter().filter(|it| it.op == RedirectOp::Read);
        let files = operands.chain(read.map(|it| &it.target));
        let files = files.map(|word| here.path(word)).collect();
        Some((files, self.comparer(command)?))
    }

    /// The files that a list of checksums names; none if it stands in a file, or if no word of it is a file.
    fn listed(&self, here: &Here<'_>, command: &'s Command) -> Vec<String> {
        let mut texts: Vec<String> = Vec::new();
        let words = |it: &Command| {
            let peeled = it.peeled();
            let is_text = peeled.is_any(&NAMERS);
            let args: Vec<_> =
                peeled.args.iter().map(|word| here.stage.shell_text(word).into_owned()).collect();
            if is_text { args } else { Vec::new() }
        };
        for it in self.script.upstream(command) {
            texts.extend(words(it));
        }
        for redirect in &command.redirects {
            match (redirect.op, redirect.here_doc) {
                (RedirectOp::HereString, _) => {
                    texts.push(here.stage.shell_text(&redirect.target).into_owned());
                }
                (_, Some(id)) => {
                    let body = &self.script.here_doc(id).body;
                    texts.push(here.stage.shell_text(body).into_owned());
                }
                _ => {}
            }
        }
        for substitution in here.peeled.args.iter().flat_map(Word::substitutions) {
            self.script.commands_in(substitution.scope).for_each(|it| texts.extend(words(it)));
        }
        let lines = texts.iter().flat_map(|text| text.split('\n')).flat_map(|it| it.split("\\n"));
        // The checksum stands before the name.
        let names = lines.flat_map(|line| {
            let has_sum = line.split_whitespace().nth(1).is_some();
            line.split_whitespace().skip(usize::from(has_sum))
        });
        let names = names.map(|it| {
            let name = it.trim_start_matches(['*', '"', '\'', '^', '(']);
            name.trim_end_matches(['"', '\'', '$', ')']).replace('\\', "")
        });
        let is_file = |name: &String| {
            let is_sum = name.bytes().all(|byte| byte.is_ascii_hexdigit());
            !is_sum && !name.starts_with(['-', '%']) && !name.contains("$(")
        };
        names.filter(is_file).map(|name| here.resolved(&name)).collect()
    }

    /// The command that compares what another one prints, at the end of its pipe, around its substitution, or later.
    fn comparer(&self, command: &'s Command) -> Option<&'s Command> {
        let after = || self.script.commands().skip(command.index as usize + 1);
        let piped = after().filter(|it| it.peeled().is_any(&COMPARERS) || is_sum(&it.peeled()));
        if let Some(last) =
            piped.filter(|it| self.script.upstream(it).any(|up| up.index == command.index)).last()
        {
            return Some(last);
        }
        if let Some(around) = self.around(command) {
            return Some(around);
        }
        let file = command.redirects.iter().find(|it| it.op == RedirectOp::Write)?;
        let name = file.target.literal()?;
        after().find(|it| {
            let peeled = it.peeled();
            (peeled.is_any(&COMPARERS)
                || (is_sum(&peeled) && peeled.args.iter().any(is_check_flag)))
                && it.all_words().any(|word| word.is(&name))
        })
    }

    /// The command whose word holds the output, or that looks at the variable which keeps it.
    fn around(&self, command: &Command) -> Option<&'s Command> {
        let scope = self.substitution(command.scope)?;
        let holds = |word: &Word| word.substitutions().iter().any(|it| it.scope == scope);
        let outer = self.script.commands().find(|it| it.all_words().any(&holds))?;
        if outer.name.is_some() {
            return outer.peeled().is_any(&COMPARERS).then_some(outer);
        }
        let kept = outer.assignments.iter().find(|it| holds(&it.value))?;
        self.script.commands().skip(outer.index as usize + 1).find(|it| {
            it.peeled().is_any(&COMPARERS)
                && it.all_words().any(|word| word.variables().any(|it| it.name == kept.name))
        })
    }

    fn substitution(&self, scope: ScopeId) -> Option<ScopeId> {
        let mut next = Some(scope);
        while let Some(id) = next {
            let scope = self.script.scope(id);
            if matches!(scope.kind, ScopeKind::CommandSubstitution | ScopeKind::ProcessInput) {
                return Some(id);
            }
            next = scope.parent;
        }
        None
    }
}

fn is_sum(peeled: &Peeled<'_>) -> bool {
    let is_digest = || {
        let first = peeled.args.first().map(Word::prefix).unwrap_or_default();
        let verifies = peeled
            .args
            .iter()
            .any(|word| matches!(word.prefix().as_ref(), "-verify" | "-signature"));
        (first == "dgst" || first.starts_with("sha")) && !verifies
    };
    peeled.is_any(&SUMS) || (peeled.is_any(&["openssl"]) && is_digest())
}

/// `-c`, `--check`, and `c` among other letters; not `-a 256` and the like.
fn is_check_flag(word: &Word) -> bool {
    let text = word.prefix();
    text == "--check"
        || text.strip_prefix('-').is_some_and(|it| !it.starts_with('-') && it.contains('c'))
}

/// Whether a program checks a signature, or another one's attestation.
fn is_signature_check(peeled: &Peeled<'_>) -> bool {
    let Some(program) = peeled.program() else { return false };
    let has = |words: &[&str]| peeled.args.iter().any(|word| words.iter().any(|it| word.is(it)));
    let begins = |start: &str| peeled.args.iter().any(|word| word.prefix().starts_with(start));
    match program.as_ref() {
        "gpgv" | "gpgv2" | "gpgverify" | "slsa-verifier" | "debsig-verify" | "sqv" => true,
        "signify" | "minisign" => begins("-V"),
        "gpg" | "gpg2" => has(&["--verify", "--decrypt", "-d"]),
        "gh" => has(&["attestation"]) && has(&["verify"]),
        "cosign" => begins("verify"),
        "openssl" => begins("-verify") || begins("-signature") || begins("smime") || begins("cms"),
        "rpm" | "rpmkeys" => has(&["-K", "--checksig"]),
        "jarsigner" => has(&["-verify"]),
        name => name.contains("verify") || name.contains("checksum"),
    }
}

/// The files that a signature is about: every word may be one, and a signature's own name without its ending.
fn signed_files(here: &Here<'_>) -> Vec<String> {
    let mut files = Vec::new();
    for word in here.peeled.args.iter().filter(|word| !word.prefix().starts_with('-')) {
        let path = here.path(word);
        for ending in [".asc", ".sig", ".gpg", ".minisig", ".sigstore", ".pem"] {
            files.extend(path.strip_suffix(ending).map(str::to_owned));
        }
        let is_opaque = word
            .parts()
            .iter()
            .any(|part| !matches!(part, Part::Literal { .. } | Part::Variable(_)));
        if !is_opaque {
            files.push(path);
        }
    }
    files
}
