//! What makes programs trust any server: their switches, settings and variables.

/// Programs with a switch, and the switch; a value behind `=` is the one that switches verification off.
// Manual pages and `--help` of each program.
pub(crate) const SWITCHES: &[(&[&str], &[&str])] = &[
    (&["wget", "wget2", "apk"], &["no-check-certificate"]),
    (&["aria2c"], &["check-certificate=false"]),
    (&["pip", "pip3", "pipx", "easy_install"], &["trusted-host"]),
    (&["uv"], &["allow-insecure-host"]),
    (&["helm", "kubectl", "oc"], &["insecure-skip-tls-verify"]),
    (&["conda", "mamba", "micromamba"], &["insecure"]),
    (&["http", "https"], &["verify=no", "verify=false"]),
    (&["aws"], &["no-verify-ssl"]),
    (&["deno"], &["unsafely-ignore-certificate-errors"]),
    (&["oras", "crane", "mc", "argocd", "trivy", "hg"], &["insecure"]),
    (&["cosign"], &["allow-insecure-registry"]),
    (&["ansible-galaxy"], &["ignore-certs"]),
    (&["svn"], &["trust-server-cert"]),
    (&["cf"], &["skip-ssl-validation"]),
    (&["npm", "yarn", "pnpm"], &["strict-ssl=false", "no-strict-ssl"]),
];
/// Programs, the words one of which makes a call keep or use settings, the settings, and the values that switch
/// verification off (`npm config set strict-ssl false`); an empty list means any. `*` stands for a part of a name.
pub(crate) const SETTINGS: &[Setting] = &[
    (&["npm", "yarn", "pnpm"], &["config", "set"], &["strict-ssl", "enablestrictssl"], &["false"]),
    (
        &["git"],
        &["config", "-c"],
        &["http.sslverify", "http.*.sslverify"],
        &["false", "0", "no", "off"],
    ),
    (&["bundle"], &["config"], &["ssl_verify_mode"], &["0", "none"]),
    (&["composer"], &["config"], &["disable-tls"], &["true", "1"]),
    (&["composer"], &["config"], &["secure-http"], &["false", "0"]),
    (&["conda", "mamba"], &["config"], &["ssl_verify"], &["false", "no"]),
    (&["go"], &["env"], &["goinsecure"], &[]),
    (&["go"], &["env"], &["gosumdb"], &["off"]),
    (
        &["mvn", "mvnw"],
        &[],
        &["dmaven.wagon.http.ssl.insecure", "dmaven.wagon.http.ssl.allowall"],
        &["true"],
    ),
    (&["pip", "pip3"], &["config"], &["global.trusted-host", "install.trusted-host"], &[]),
    (&["poetry"], &["config"], &["certificates.*.cert"], &["false"]),
    (&["gcloud"], &["config"], &["auth/disable_ssl_validation"], &["true"]),
];
/// A row of [`SETTINGS`].
pub(crate) type Setting = (
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
    &'static [&'static str],
);
/// Variables, and the values that switch verification off; an empty list means any value but the empty one.
pub(crate) const VARIABLES: &[(&str, &[&str])] = &[
    ("BUNDLE_SSL_VERIFY_MODE", &["0"]),
    ("CONDA_SSL_VERIFY", &["false", "0", "no"]),
    ("CONSUL_HTTP_SSL_VERIFY", &["false", "0"]),
    ("GIT_SSL_NO_VERIFY", &[]),
    ("GOINSECURE", &[]),
    ("GONOSUMCHECK", &[]),
    ("GOSUMDB", &["off"]),
    ("NODE_TLS_REJECT_UNAUTHORIZED", &["0"]),
    ("NPM_CONFIG_STRICT_SSL", &["false", "0"]),
    ("PIP_TRUSTED_HOST", &[]),
    ("PERL_LWP_SSL_VERIFY_HOSTNAME", &["0"]),
    ("PYTHONHTTPSVERIFY", &["0"]),
    ("VAULT_SKIP_VERIFY", &["true", "1", "t"]),
    ("YARN_ENABLE_STRICT_SSL", &["false", "0"]),
    ("UV_INSECURE_HOST", &[]),
];

/// Settings in files that switch verification off, in lower case without blanks.
pub(crate) const WRITTEN: [&str; 11] = [
    "check_certificate=off",
    "enablestrictssl:false",
    "secure-http\":false",
    "ssl_verify:false",
    "ssl_verify=no",
    "ssl_verify_mode:0",
    "sslverify=0",
    "sslverify=false",
    "strict-ssl=false",
    "trusted-host=",
    "verify-peer\"false",
];
