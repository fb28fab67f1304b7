//! What commands of PowerShell fetch, run and trust.

use model::dockerfile::powershell::{Pipeline, Word};

/// Commands and methods that fetch what a URL names, in lower case.
const FETCHERS: [&str; 6] =
    ["curl", "invoke-restmethod", "invoke-webrequest", "irm", "iwr", "wget"];
/// Methods that do.
const METHODS: [&str; 2] = ["downloadstring(", "downloaddata("];
/// Commands that run a text.
const RUNNERS: [&str; 2] = ["iex", "invoke-expression"];

/// The runner of a pipeline that runs what it downloads: `irm URL | iex`, `iex (irm URL)`,
/// `iex ((New-Object Net.WebClient).DownloadString(URL))`, `& ([scriptblock]::Create((irm URL)))`.
pub(crate) fn runs_download(pipeline: &Pipeline) -> Option<String> {
    let mut fetched = false;
    for command in &pipeline.commands {
        let name = command.name();
        let words = || command.words.iter();
        if RUNNERS.contains(&name.as_str()) && (fetched || words().skip(1).any(fetches)) {
            return Some(name);
        }
        let creates = |word: &Word| word.text.to_ascii_lowercase().contains("scriptblock]::create");
        if words().any(|word| creates(word) && fetches(word)) {
            return Some("[scriptblock]".into());
        }
        fetched |= FETCHERS.contains(&name.as_str()) && !keeps(&command.words)
            || words()
                .any(|word| METHODS.iter().any(|it| word.text.to_ascii_lowercase().contains(it)));
    }
    None
}

/// Whether a word holds a download.
fn fetches(word: &Word) -> bool {
    let lower = word.text.to_ascii_lowercase();
    let mut words = lower.split(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    METHODS.iter().any(|it| lower.contains(it)) || words.any(|it| FETCHERS.contains(&it))
}

fn keeps(words: &[Word]) -> bool {
    words.iter().any(|word| word.text.to_ascii_lowercase().starts_with("-outf"))
}

/// The switch or callback that makes a pipeline trust any server.
pub(crate) fn trusts_any(pipeline: &Pipeline) -> Option<&'static str> {
    let words = || pipeline.commands.iter().flat_map(|command| &command.words);
    let has = |text: &str| words().any(|word| word.text.to_ascii_lowercase().contains(text));
    let is_printed = pipeline.commands.iter().all(|it| it.name().starts_with("write-"));
    if is_printed {
        return None;
    }
    if words().any(|word| word.text.eq_ignore_ascii_case("-SkipCertificateCheck")) {
        return Some("-SkipCertificateCheck");
    }
    if has("servercertificatevalidationcallback") && has("$true") {
        return Some("ServerCertificateValidationCallback");
    }
    let is_curl = |name: &str| name == "curl" || name == "curl.exe";
    let insecure = pipeline.commands.iter().any(|command| {
        let mut words = command.words.iter();
        let program = words.next().is_some_and(|it| is_curl(&it.text.to_ascii_lowercase()));
        program && words.any(|word| matches!(word.text.as_str(), "-k" | "--insecure"))
    });
    insecure.then_some("-k")
}
