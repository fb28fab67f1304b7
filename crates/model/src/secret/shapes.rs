//! Values that are credentials whatever they are called: tokens, web hooks, URLs, connection strings, headers.

use std::ops::Range;
use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::names::{may_name_credential, names_credential};
use super::values::{is_credential, is_reference, is_well_known};
use super::{Secret, names};

/// Patterns of credentials, and what they are. The group `v` is the credential if the rest of the match is none.
///
/// Sources: the providers' own references of token formats (GitHub, GitLab, Slack, Stripe, `DigitalOcean`, Tailscale,
/// `HashiCorp` Vault, Grafana, Databricks, Shopify, Sentry, Doppler, `PlanetScale`, Atlassian, `RubyGems`, age).
pub(super) const SHAPES: &[(&str, &str)] = &[
    (r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b", "an AWS access key"),
    (r"\bgh[pousr]_[0-9A-Za-z]{36,}\b", "a GitHub token"),
    (r"\bgithub_pat_[0-9A-Za-z_]{60,}\b", "a GitHub token"),
    (r"\bgl(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|soat)-[0-9A-Za-z_-]{20,}", "a GitLab token"),
    (r"\bxox[abeprs]-[0-9A-Za-z-]{10,}", "a Slack token"),
    (r"\bxapp-\d-[0-9A-Z]{8,}-\d{8,}-[0-9a-f]{32,}", "a Slack token"),
    (
        r"hooks\.slack\.com/(?:services|triggers|workflows)/T[0-9A-Z]{6,}/[0-9A-Z]{6,}/[0-9A-Za-z]{16,}",
        "a web hook of Slack",
    ),
    (r"discord(?:app)?\.com/api/webhooks/\d{16,}/[\w-]{40,}", "a web hook of Discord"),
    (
        r"\.webhook\.office\.com/webhookb2/[0-9a-f-]{36}@[0-9a-f-]{36}/IncomingWebhook/[0-9a-f]{32}/[0-9a-f-]{36}",
        "a web hook of Teams",
    ),
    (r"[?&]sig=(?<v>[0-9A-Za-z%+/=_-]{40,})", "a signed URL"),
    (r"\b[rs]k_live_[0-9A-Za-z]{20,}\b", "a Stripe key"),
    (r"\bwhsec_[0-9A-Za-z+/=]{32,}", "a web hook secret"),
    (r"\bAIza[0-9A-Za-z_-]{35}\b", "a Google API key"),
    (r"\bGOCSPX-[0-9A-Za-z_-]{28}\b", "a Google client secret"),
    (r"\bnpm_[0-9A-Za-z]{36}\b", "an npm token"),
    (r"\bhf_[0-9A-Za-z]{34,}\b", "a Hugging Face token"),
    (r"\bdckr_(?:oat|pat)_[0-9A-Za-z_-]{20,}", "a Docker Hub token"),
    (r"\bpypi-[0-9A-Za-z_-]{50,}", "a PyPI token"),
    (r"\brubygems_[0-9a-f]{48}\b", "a RubyGems token"),
    (r"\bSG\.[0-9A-Za-z_-]{16,}\.[0-9A-Za-z_-]{16,}", "a SendGrid key"),
    (r"\bkey-[0-9a-f]{32}\b", "a Mailgun key"),
    (r"\bsk-(?:proj-|ant-)?[0-9A-Za-z_-]{32,}", "an API key"),
    (
        r"\btskey-(?:api|auth|client|scim|webhook)-[0-9A-Za-z]{8,}(?:-[0-9A-Za-z]{16,})?",
        "a Tailscale key",
    ),
    (r"\bdo[opr]_v1_[0-9a-f]{64}\b", "a DigitalOcean token"),
    (r"\bhv[bsr]\.[0-9A-Za-z_-]{24,}", "a Vault token"),
    (r"\bgl(?:sa|c)_[0-9A-Za-z+/=]{32,}", "a Grafana token"),
    (r"\bdapi[0-9a-f]{32}\b", "a Databricks token"),
    (r"\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b", "a Shopify token"),
    (r"\bsntrys_eyJ[0-9A-Za-z+/=_-]{20,}", "a Sentry token"),
    (r"\bsntryu_[0-9a-f]{64}\b", "a Sentry token"),
    (r"\bdp\.(?:audit|ct|pt|sa|scim|st)\.[0-9A-Za-z._-]{40,}", "a Doppler token"),
    (r"\bpscale_(?:oauth|pw|tkn)_[0-9A-Za-z_.-]{32,}", "a PlanetScale token"),
    (r"\bATATT3[0-9A-Za-z_=-]{100,}", "an Atlassian token"),
    (r"\bNRAK-[0-9A-Z]{27}\b", "a New Relic key"),
    (r"\bAGE-SECRET-KEY-1[0-9A-Z]{58}\b", "an age key"),
    (r"\b\d{8,10}:AA[0-9A-Za-z_-]{33}\b", "a Telegram bot token"),
    (
        r"(?:AccountKey|SharedAccessKey)=(?<v>[0-9A-Za-z+/]{40,}={0,2})",
        "a key in a connection string",
    ),
    (r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY(?: BLOCK)?-----", "a private key"),
    (r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}", "a signed token"),
    (r"\b(?:BEARER|[Bb]earer) (?<v>[0-9A-Za-z._~+/-]{16,}=*)", BEARER),
    (r"\b(?:BASIC|[Bb]asic) (?<v>[0-9A-Za-z+/]{8,}={0,2})", BASIC),
    (r#"://[^\s/?#:@"'`]*:(?<v>[^\s/?#@"'`]+)@"#, "a password in a URL"),
];
const BEARER: &str = "a bearer token";
const BASIC: &str = "a login";

static PATTERNS: LazyLock<Vec<(Regex, &'static str)>> = LazyLock::new(|| {
    SHAPES
        .iter()
        .map(|(pattern, kind)| (Regex::new(pattern).expect("the patterns are tested"), *kind))
        .collect()
});

/// All shapes at once, to tell quickly that a text has none.
static ANY: LazyLock<Regex> = LazyLock::new(|| {
    let patterns: Vec<_> =
        SHAPES.iter().map(|(pattern, _)| pattern.replace("?<v>", "?:")).collect();
    Regex::new(&patterns.join("|")).expect("the patterns are tested")
});

/// A setting within a value: `;Password=x`, `&password=x`, `-Ddb.password=x`, ` password=x`.
static SETTING: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(?:^|[;&?,\s"'])(?:-D|--)?(?<name>[A-Za-z][\w.-]*) ?= ?["']?(?<v>[^;&\s"',]+)"#)
        .expect("the pattern is tested")
});

/// The credential that a value's own shape gives away, whatever it is called.
pub fn shape(value: &str) -> Option<Secret> {
    spots(value).next().map(|(_, secret)| secret)
}

/// Where credentials of a telling shape stand in a text, in no order, and what they are.
pub(super) fn spots(text: &str) -> impl Iterator<Item = (Range<usize>, Secret)> {
    tokens(text).chain(settings(text))
}

/// The same without settings that are written within the text.
pub(super) fn tokens(text: &str) -> impl Iterator<Item = (Range<usize>, Secret)> {
    let is_any = may_hold(text) && ANY.is_match(text);
    PATTERNS.iter().filter(move |_| is_any).flat_map(move |(pattern, kind)| {
        pattern.captures_iter(text).filter_map(|found| judge(&found, kind))
    })
}

/// Whether a text may hold any of them. All are long words but a password in a URL, which an `@` follows, and the first
/// word of a private key. Most texts are short words.
fn may_hold(text: &str) -> bool {
    const SHORTEST: usize = "xoxb-0123456789".len();
    let mut words = text.as_bytes().split(|byte| *byte == b' ');
    text.contains('@')
        || words.any(|it| {
            it.len() >= SHORTEST || it.ends_with(b"-----BEGIN") || it.eq_ignore_ascii_case(b"basic")
        })
}

fn judge(found: &Captures<'_>, kind: &'static str) -> Option<(Range<usize>, Secret)> {
    let value = found.name("v").or_else(|| found.get(0))?;
    let text = value.as_str();
    if found.name("v").is_none() {
        return Some((value.range(), Secret::of(kind)));
    }
    let is_one = match kind {
        // `Basic authentication` is no header: its words are no user and password.
        BASIC => decodes_to_login(text),
        BEARER => text.bytes().any(|byte| byte.is_ascii_digit()) && is_credential(text),
        _ => !is_reference(text) && is_credential(text),
    };
    let secret = if is_well_known(text) { Secret::WELL_KNOWN } else { Secret::of(kind) };
    is_one.then(|| (value.range(), secret))
}

/// Whether base64 stands for `user:password` in plain letters.
fn decodes_to_login(text: &str) -> bool {
    let Some(plain) = from_base64(text) else { return false };
    let is_plain = plain.chars().all(|c| !c.is_control());
    is_plain && plain.split_once(':').is_some_and(|(_, password)| is_credential(password))
}

/// Settings within a value whose names tell of a credential.
fn settings(text: &str) -> impl Iterator<Item = (Range<usize>, Secret)> {
    let may = text.contains('=') && may_name_credential(text);
    SETTING.captures_iter(if may { text } else { "" }).filter_map(|found| {
        let (name, value) = (found.name("name")?, found.name("v")?);
        let (name, text) = (name.as_str(), value.as_str());
        let is_one = names_credential(name) && !is_reference(text) && is_credential(text);
        let secret =
            || if is_well_known(text) { Secret::WELL_KNOWN } else { Secret::of(names::noun(name)) };
        is_one.then(|| (value.range(), secret()))
    })
}

/// The text that base64 stands for, if it is base64 of text.
pub fn from_base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut count) = (0u32, 0u8);
    for byte in text.bytes().filter(|byte| !byte.is_ascii_whitespace() && *byte != b'=') {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => return None,
        };
        bits = (bits << 6 | u32::from(value)) & 0x00ff_ffff;
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_is_read_with_and_without_padding() {
        for (text, plain) in [("aHVudGVyMg==", "hunter2"), ("aHVudGVyMg", "hunter2"), ("", "")] {
            assert_eq!(from_base64(text).as_deref(), Some(plain));
        }
        assert_eq!(from_base64("not base64!"), None);
        assert_eq!(from_base64("/////w=="), None);
    }

    #[test]
    fn connection_strings_headers_and_web_hooks_are_found() {
        let hex = "9f8e7d6c5b4a39281706f5e4d3c2b1a0";
        for text in [
            "Server=db;User Id=sa;Password=Xq7zrT92Lm;TrustServerCertificate=True",
            "Host=db;Username=app;Password=Xq7zrT92Lm",
            "jdbc:postgresql://db/app?user=app&password=Xq7zrT92Lm",
            "host=db user=app password=Xq7zrT92Lm dbname=app",
            "-Xmx1g -Ddb.password=Xq7zrT92Lm",
            "--masterauth-token=Xq7zrT92Lm",
            "postgres://app:Xq7zrT92Lm@db/app",
            "amqp://:Xq7zrT92Lm@db",
            "Basic YWRtaW46V2ludGVyMjAyNHJhaW4=",
            &format!("Bearer {hex}"),
            &format!("Authorization=Bearer {hex}"),
            &format!("tskey-{}-kQ7zrT92Lm1CNTRL-{hex}", "auth"),
            &format!("dop_v1_{hex}{hex}"),
            &format!("https://hooks.{}/services/T7K2LQ9ZX/B4M8VTX2P/{hex}", "slack.com"),
            &format!("https://discord.com/api/webhooks/918273645546372819/{hex}{hex}"),
            &format!("AccountName=a;AccountKey={hex}{hex}==;EndpointSuffix=x"),
            &format!("https://a.blob.core.windows.net/b?sv=1&sig={hex}{hex}"),
        ] {
            assert!(shape(text).is_some(), "{text}");
        }
        for text in [
            "Basic authentication",
            "Bearer authentication",
            "Bearer ${TOKEN_OF_THE_SERVICE_1}",
            "Server=db;Integrated Security=true",
            "Server=db;Password=${PASSWORD};X=y",
            "--password-file=/run/x --token-ttl=24h",
            "jdbc:postgresql://db/app?user=app&passwordFile=x",
            "postgres://app:$(PW)@db/app",
            "https://example.com/a:b@c",
        ] {
            assert_eq!(shape(text), None, "{text}");
        }
        assert_eq!(shape("amqp://guest:guest@mq"), Some(Secret::WELL_KNOWN));
    }
}
