//! Files that hold secrets, known by their names.

/// Whole names, in lower case, and what they hold.
const NAMES: &[(&str, &str)] = &[
    (".boto", "credentials of a cloud"),
    (".env", "settings with secrets"),
    (".git-credentials", "Git credentials"),
    (".htpasswd", "password hashes"),
    (".my.cnf", "database credentials"),
    (".netrc", "logins"),
    (".npmrc", "a registry token"),
    (".pgpass", "database credentials"),
    (".pypirc", "a registry token"),
    (".s3cfg", "credentials of a cloud"),
    (".vault-token", "a token"),
    ("_netrc", "logins"),
    ("auth.json", "a registry token"),
    ("credentials.json", "credentials"),
    ("id_dsa", "a private key"),
    ("id_ecdsa", "a private key"),
    ("id_ed25519", "a private key"),
    ("id_rsa", "a private key"),
    ("kubeconfig", "credentials of a cluster"),
    ("terraform.tfstate", "state with secrets"),
];
/// Endings, in lower case, and what such files hold.
const ENDINGS: &[(&str, &str)] = &[
    (".jks", "a key store"),
    (".kdbx", "a password store"),
    (".key", "a private key"),
    (".keystore", "a key store"),
    (".p12", "a private key"),
    (".pfx", "a private key"),
    (".ppk", "a private key"),
    (".tfstate", "state with secrets"),
];
/// Last two names of a path.
const PATHS: &[(&str, &str)] = &[
    (".aws/credentials", "credentials of a cloud"),
    (".azure/accesstokens.json", "credentials of a cloud"),
    (".cargo/credentials", "a registry token"),
    (".cargo/credentials.toml", "a registry token"),
    (".docker/config.json", "registry logins"),
    (".gem/credentials", "a registry token"),
    (".kube/config", "credentials of a cluster"),
];
/// Folders that hold little else.
const FOLDERS: &[(&str, &str)] = &[
    (".aws", "credentials of a cloud"),
    (".azure", "credentials of a cloud"),
    (".gnupg", "private keys"),
    (".kube", "credentials of a cluster"),
    (".ssh", "private keys"),
];
/// Words that make an example of a file.
const EXAMPLES: &[&str] =
    &["dist", "dummy", "example", "examples", "sample", "template", "tmpl", "tpl"];

/// What a file of this path holds, if its name says that it holds a secret. Examples, templates and public keys do not.
pub fn secret_file(path: &str) -> Option<&'static str> {
    let lower = path.trim_end_matches('/').to_ascii_lowercase();
    let mut names = lower.rsplit('/');
    let name = names.next().unwrap_or_default();
    let is_example = name.split(['.', '-', '_']).any(|word| EXAMPLES.contains(&word));
    let is_public = name.contains("public")
        || name.contains("pubkey")
        || [".gpg.key", ".xml.key", "pub.key"].iter().any(|ending| name.ends_with(ending));
    if is_example || is_public {
        return None;
    }
    let found = |table: &[(&str, &'static str)], test: &dyn Fn(&str) -> bool| {
        table.iter().find(|(known, _)| test(known)).map(|(_, what)| *what)
    };
    let tail = names.next().map(|folder| format!("{folder}/{name}")).unwrap_or_default();
    found(PATHS, &|known| known == tail)
        .or_else(|| {
            let is_inside = |known: &str| known == name || tail.split('/').next() == Some(known);
            found(FOLDERS, &is_inside).filter(|_| !is_harmless_in_folder(name))
        })
        .or_else(|| found(NAMES, &|known| known == name))
        .or_else(|| {
            (name.starts_with(".env.") && name != ".env.d").then_some("settings with secrets")
        })
        .or_else(|| is_service_account(name).then_some("credentials of a cloud"))
        .or_else(|| found(ENDINGS, &|known| name.ends_with(known) && name.len() > known.len()))
        .or_else(|| is_private_pem(name).then_some("a private key"))
}

/// What lies in a folder of secrets without being one.
fn is_harmless_in_folder(name: &str) -> bool {
    ["pub", "known_hosts", "authorized_keys", "config"].iter().any(|end| name.ends_with(end))
}

fn is_service_account(name: &str) -> bool {
    let stem = name.strip_suffix(".json").unwrap_or_default();
    stem.replace('_', "-").starts_with("service-account")
}

/// Certificates and keys both end in `.pem`; only a name with `key` in it says that it is a key.
fn is_private_pem(name: &str) -> bool {
    name.strip_suffix(".pem").is_some_and(|stem| {
        stem.contains("key") || stem.contains("priv") || stem.contains("id_rsa")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_decide() {
        for path in [
            ".env",
            "config/.env.production",
            "id_rsa",
            "keys/server.key",
            "tls/privkey.pem",
            ".aws/credentials",
            "~/.ssh/",
            ".ssh/id_ed25519",
            ".npmrc",
            "service-account-prod.json",
            "app.p12",
            ".docker/config.json",
            "terraform.tfstate",
            ".kube/config",
        ] {
            assert!(secret_file(path).is_some(), "{path}");
        }
        for path in [
            ".env.example",
            "env.sample",
            "id_rsa.pub",
            "ca.pem",
            "ca-bundle.pem",
            "public.key",
            "config.json",
            "key.go",
            ".ssh/known_hosts",
            "package.json",
            ".env.dist",
            "server.pub.key",
            "repomd.xml.key",
            "nodesource-repo.gpg.key",
            "yarn-pubkey.key",
            "environment",
        ] {
            assert!(secret_file(path).is_none(), "{path}");
        }
    }
}
