//! Words that tell of a credential, and words that tell of none.

/// Last words of names whose value is a credential.
pub(super) const HEADS: &[&str] = &[
    "accesskey",
    "apikey",
    "authtoken",
    "credential",
    "credentials",
    "pass",
    "passcode",
    "passphrase",
    "passwd",
    "password",
    "privatekey",
    "psw",
    "pwd",
    "pw",
    "secret",
    "secretkey",
    "secrets",
    "token",
];
/// Words that make a credential of a `key` that follows them.
pub(super) const KEYS: &[&str] = &[
    "access",
    "account",
    "api",
    "app",
    "auth",
    "encryption",
    "hmac",
    "jwt",
    "license",
    "master",
    "private",
    "secret",
    "service",
    "session",
    "signing",
    "storage",
];
/// Words after the head that change nothing: `SECRET_KEY_BASE`, `PASSWORD_1`, `TOKEN_PROD`.
pub(super) const TRAILERS: &[&str] =
    &["base", "default", "dev", "development", "prod", "production", "staging", "test", "value"];
/// Words that make a name speak of a setting rather than of a credential.
pub(super) const SETTINGS: &[&str] = &[
    "allow", "disable", "disabled", "enable", "enabled", "has", "is", "no", "nopasswd", "public",
    "random", "require", "skip", "use",
];
/// Values that stand for a credential to be filled in, in lower case.
pub(super) const PLACEHOLDERS: &[&str] = &[
    "change",
    "changeit",
    "changeme",
    "changethis",
    "dummy",
    "example",
    "fake",
    "fixme",
    "insert",
    "missing",
    "mysecret",
    "notset",
    "none",
    "null",
    "placeholder",
    "redacted",
    "replace",
    "replaceme",
    "todo",
    "undefined",
    "unset",
    "your",
    "xxx",
];

/// Endings of names of scripts and of files that hold secrets rather than being one.
pub(super) const FILE_EXTENSIONS: &[&str] = &[
    "cfg",
    "conf",
    "crt",
    "env",
    "ini",
    "jks",
    "js",
    "json",
    "key",
    "p12",
    "pem",
    "pfx",
    "php",
    "properties",
    "ps1",
    "py",
    "rb",
    "sh",
    "toml",
    "txt",
    "xml",
    "yaml",
    "yml",
];
