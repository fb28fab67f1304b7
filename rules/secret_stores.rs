//! Programs that keep a credential which they are told: in a settings file, or in a repository's configuration.

use model::shell::{FlagSpec, Peeled, Word, flags};

/// What a call keeps.
pub(crate) struct Kept<'c> {
    /// The words that may hold the credential.
    pub(crate) words: Vec<&'c Word>,
    /// Whether it takes one from its input.
    pub(crate) reads_input: bool,
    /// The directory that it is kept in, if the call names it.
    pub(crate) folder: Option<&'c Word>,
    /// For the message.
    pub(crate) what: &'static str,
}

const SETTINGS: &str = "is written into a settings file of the layer";
const REPOSITORY: &str = "is kept in the configuration of the repository in the layer";

/// Programs, the words that make them keep what follows, and where.
// npm-config(1) .npmrc · pnpm config · yarn config .yarnrc(.yml) · pip config pip.conf · poetry config auth.toml ·
// composer config auth.json · bundle config .bundle/config · aws configure ~/.aws · dotnet nuget NuGet.Config · gh auth
// hosts.yml · cargo login credentials.toml · docker login config.json · helm registry login · conda config .condarc ·
// gem sources .gemrc · gcloud auth credentials.db · hf auth login token · git config, git-credential-store.
const STORES: [(&[&str], &[&str]); 21] = [
    (&["npm", "pnpm", "yarn"], &["config", "set"]),
    (&["npm", "pnpm"], &["set"]),
    (&["pip", "pip3"], &["config", "set"]),
    (&["poetry"], &["config"]),
    (&["composer"], &["config"]),
    (&["bundle"], &["config"]),
    (&["aws"], &["configure", "set"]),
    (&["dotnet"], &["nuget", "add", "source"]),
    (&["dotnet"], &["nuget", "update", "source"]),
    (&["nuget"], &["sources"]),
    (&["gh", "glab"], &["auth", "login"]),
    (&["cargo", "npm", "twine", "wandb", "huggingface-cli"], &["login"]),
    (&["hf"], &["auth", "login"]),
    (&["docker", "podman", "buildah", "skopeo", "oras", "crane", "nerdctl"], &["login"]),
    (&["crane"], &["auth", "login"]),
    (&["helm"], &["registry", "login"]),
    (&["helm"], &["repo", "add"]),
    (&["conda", "mamba"], &["config"]),
    (&["gem"], &["sources"]),
    (&["gcloud"], &["auth", "activate-service-account"]),
    // config.log and config.status of Autoconf hold the words of the call.
    (&["configure"], &[]),
];

/// What a call keeps, if it keeps anything.
pub(crate) fn stores<'c>(peeled: &Peeled<'c>) -> Option<Kept<'c>> {
    if peeled.is_any(&["git"]) {
        return of_git(peeled);
    }
    let edits = peeled.is_any(&["sed", "perl"])
        && peeled
            .args
            .iter()
            .any(|word| word.prefix().starts_with("-i") || word.prefix().starts_with("--in-place"));
    let operands: Vec<_> =
        peeled.args.iter().filter(|word| !word.prefix().starts_with('-')).collect();
    let begins = |verbs: &[&str]| {
        verbs.len() <= operands.len()
            && verbs.iter().zip(&operands).all(|(verb, word)| word.is(verb))
    };
    let is_store = STORES.iter().any(|(programs, verbs)| peeled.is_any(programs) && begins(verbs));
    (edits || is_store).then(|| Kept {
        words: peeled.args.iter().collect(),
        reads_input: !edits,
        folder: None,
        what: SETTINGS,
    })
}

/// `git clone URL`, `git remote add|set-url NAME URL`, `git config NAME VALUE`; what `-c` sets is not kept.
fn of_git<'c>(peeled: &Peeled<'c>) -> Option<Kept<'c>> {
    const GLOBAL: FlagSpec = FlagSpec {
        short_values: "cC",
        long_values: &["git-dir", "work-tree"],
        stops_at_operand: true,
    };
    const CLONE: FlagSpec = FlagSpec {
        short_values: "bcjou",
        long_values: &["branch", "config", "depth", "filter", "jobs", "origin", "reference"],
        stops_at_operand: false,
    };
    let words = flags(peeled.args, &GLOBAL).operands;
    let (verb, rest) = words.split_first()?;
    let at = peeled.args.len() - rest.len();
    let rest = &peeled.args[at..];
    let kept = |words, folder, what| Some(Kept { words, reads_input: false, folder, what });
    match verb.literal()?.as_ref() {
        "clone" => {
            let operands = flags(rest, &CLONE).operands;
            kept(
                operands.first().copied().into_iter().collect(),
                operands.get(1).copied(),
                REPOSITORY,
            )
        }
        "remote" if rest.first().is_some_and(|it| it.is("add") || it.is("set-url")) => {
            kept(rest.iter().collect(), None, REPOSITORY)
        }
        "submodule" => kept(rest.iter().collect(), None, REPOSITORY),
        "config" if !rest.iter().any(|it| it.prefix().starts_with("--get") || it.is("--unset")) => {
            kept(rest.iter().collect(), None, SETTINGS)
        }
        _ => None,
    }
}

/// Whether a call takes a setting away again.
pub(crate) fn forgets(peeled: &Peeled<'_>) -> bool {
    let is = |names: &[&str]| peeled.args.iter().any(|word| names.iter().any(|name| word.is(name)));
    let is_settings = peeled.is_any(&[
        "npm", "yarn", "pnpm", "git", "pip", "pip3", "poetry", "composer", "bundle", "dotnet",
        "conda",
    ]);
    let is_client =
        peeled.is_any(&["docker", "podman", "gh", "helm", "cargo", "npm", "buildah", "skopeo"]);
    (is_settings && is(&["delete", "unset", "--unset", "rm", "remove", "set-url", "--unset-all"]))
        || (is_client && is(&["logout"]))
}
