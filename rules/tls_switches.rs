//! What makes programs trust any server: their switches, settings and variables.

/// Programs with a switch, and the switch.
pub(crate) const SWITCHES: &[(&[&str], &[&str])] = &[
    (&["wget"], &["no-check-certificate"]),
    (&["pip", "pip3", "pipx", "easy_install"], &["trusted-host"]),
    (&["uv"], &["allow-insecure-host"]),
    (&["helm", "kubectl", "oc"], &["insecure-skip-tls-verify"]),
    (&["conda", "mamba", "micromamba"], &["insecure"]),
    (&["http", "https"], &["verify=no"]),
    (&["aws"], &["no-verify-ssl"]),
];
/// Programs, their settings, and the values that switch verification off (`npm config set strict-ssl false`); an empty list means any.
pub(crate) const SETTINGS: &[(&[&str], &[&str], &[&str])] = &[
    (&["npm", "yarn", "pnpm"], &["strict-ssl"], &["false"]),
    (&["git"], &["http.sslverify"], &["false", "0", "no", "off"]),
    (&["bundle"], &["ssl_verify_mode"], &["0", "none"]),
    (&["composer"], &["disable-tls"], &["true", "1"]),
    (&["composer"], &["secure-http"], &["false", "0"]),
    (&["conda", "mamba"], &["ssl_verify"], &["false", "no"]),
    (&["go"], &["goinsecure"], &[]),
    (&["go"], &["gosumdb"], &["off"]),
    (&["mvn", "mvnw"], &["dmaven.wagon.http.ssl.insecure"], &["true"]),
    (&["pip", "pip3"], &["global.trusted-host", "install.trusted-host"], &[]),
];
/// Variables, and the values that switch verification off; an empty list means any value but the empty one.
pub(crate) const VARIABLES: &[(&str, &[&str])] = &[
    ("BUNDLE_SSL_VERIFY_MODE", &["0"]),
    ("CONDA_SSL_VERIFY", &["false", "0", "no"]),
    ("GIT_SSL_NO_VERIFY", &[]),
    ("GOINSECURE", &[]),
    ("GONOSUMCHECK", &[]),
    ("GOSUMDB", &["off"]),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("NPM_CONFIG_STRICT_SSL", &["false", "0"]),
    ("PIP_TRUSTED_HOST", &[]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("YARN_ENABLE_STRICT_SSL", &["false", "0"]),
    ("UV_INSECURE_HOST", &[]),
];

/// Settings in files that switch verification off, in lower case without blanks.
pub(crate) const WRITTEN: [&str; 10] = [
    "check_certificate=off",
    "enablestrictssl:false",
    "ssl_verify:false",
    "ssl_verify=no",
    "ssl_verify_mode:0",
    "sslverify=0",
    "sslverify=false",
    "strict-ssl=false",
    "trusted-host=",
    "verify-peer\"false",
];
