//! Credentials in the options of programs: by the option's own name, and by a table of those whose names do not tell.

use std::borrow::Cow;

use crate::shell::{FlagSpec, Peeled, Span, Word, flags, text_of};

use super::{Secret, classify, names_credential};

/// Where a program takes a password.
#[derive(Clone, Copy)]
enum Form {
    /// In the next word: `-w X`.
    Next,
    /// In the same word: `-pX`. On its own the option asks for it.
    Glued,
    /// In either.
    Both,
    /// Behind a mark in the next word: `-u user:X`, `-U user%X`.
    After(char),
    /// In the next word, behind `pass:`, `env:` and `file:` name other places.
    PassColon,
    /// In the operand at this position, from 0.
    Operand(usize),
}

/// Options of some programs that take a password.
struct Row {
    programs: &'static [&'static str],
    /// A word that has to stand among the arguments, if any: a subcommand or an option.
    with: &'static str,
    options: &'static [&'static str],
    form: Form,
}

const fn row(
    programs: &'static [&'static str],
    options: &'static [&'static str],
    form: Form,
) -> Row {
    Row { programs, with: "", options, form }
}

const REGISTRY_CLIENTS: &[&str] =
    &["az", "buildah", "crane", "docker", "helm", "nerdctl", "oc", "oras", "podman", "skopeo"];

/// Options whose names do not tell that a password follows. Sources: the manual pages and `--help` of each program.
const ROWS: &[Row] = &[
    Row { programs: REGISTRY_CLIENTS, with: "login", options: &["-p"], form: Form::Both },
    // containers-common: man skopeo-copy(1), podman-pull(1).
    row(
        &["buildah", "podman", "skopeo"],
        &["--creds", "--dest-creds", "--src-creds"],
        Form::After(':'),
    ),
    // redis.io/docs/latest/develop/tools/cli
    row(&["keydb-cli", "redis-cli", "valkey-cli"], &["-a"], Form::Next),
    // dev.mysql.com: 6.2.4 Connecting to the MySQL Server; mariadb(1).
    row(
        &[
            "mariadb",
            "mariadb-admin",
            "mariadb-dump",
            "mysql",
            "mysqladmin",
            "mysqldump",
            "mysqlimport",
            "mysqlsh",
        ],
        &["-p"],
        Form::Glued,
    ),
    // mongodb.com/docs/database-tools
    row(
        &[
            "mongo",
            "mongodump",
            "mongoexport",
            "mongoimport",
            "mongorestore",
            "mongosh",
            "mongostat",
        ],
        &["-p"],
        Form::Both,
    ),
    row(&["sshpass"], &["-p"], Form::Both),
    // learn.microsoft.com: sqlcmd utility, bcp utility.
    row(&["bcp", "sqlcmd"], &["-P"], Form::Both),
    // openssl-passphrase-options(1)
    row(&["openssl"], &["-pass", "-passin", "-passout", "-password"], Form::PassColon),
    // openssl-enc(1): -k password.
    row(&["openssl"], &["-k"], Form::Next),
    // docs.snyk.io: auth; developer.hashicorp.com: vault login.
    Row { programs: &["snyk"], with: "auth", options: &[], form: Form::Operand(1) },
    Row { programs: &["vault"], with: "login", options: &[], form: Form::Operand(1) },
    // docs.oracle.com: keytool, jarsigner.
    row(
        &["jarsigner", "keytool"],
        &[
            "-deststorepass",
            "-destkeypass",
            "-keypass",
            "-new",
            "-srckeypass",
            "-srcstorepass",
            "-storepass",
        ],
        Form::Next,
    ),
    row(&["unzip", "zip"], &["-P"], Form::Both),
    row(&["7z", "7za", "7zr", "7zz", "rar", "unrar"], &["-p"], Form::Glued),
    // openldap.org: ldapsearch(1), ldappasswd(1).
    row(
        &["ldapadd", "ldapdelete", "ldapmodify", "ldappasswd", "ldapsearch", "ldapwhoami"],
        &["-w"],
        Form::Both,
    ),
    row(&["ldappasswd"], &["-s"], Form::Next),
    row(&["rpcclient", "smbclient"], &["-U", "--user"], Form::After('%')),
    row(&["mosquitto_pub", "mosquitto_rr", "mosquitto_sub"], &["-P", "--pw"], Form::Next),
    row(&["ipmitool"], &["-P"], Form::Next),
    row(&["cqlsh"], &["-p"], Form::Next),
    row(&["influx"], &["-password", "-p", "-t"], Form::Next),
    row(&["nuget"], &["-Password", "-password"], Form::Next),
    row(&["x11vnc"], &["-passwd"], Form::Next),
    // httpd.apache.org: htpasswd -b file user password; mosquitto_passwd(1).
    Row {
        programs: &["htpasswd", "mosquitto_passwd"],
        with: "-b",
        options: &[],
        form: Form::Operand(2),
    },
    Row { programs: &["rabbitmqctl"], with: "add_user", options: &[], form: Form::Operand(2) },
    Row {
        programs: &["rabbitmqctl"],
        with: "change_password",
        options: &[],
        form: Form::Operand(2),
    },
    // min.io/docs: mc alias set NAME URL ACCESSKEY SECRETKEY.
    Row { programs: &["mc", "mcli"], with: "alias", options: &[], form: Form::Operand(5) },
];
const CURL: FlagSpec = FlagSpec {
    short_values: "AbcCdDeEFhHKmoPQrtTuUwxXyYz",
    long_values: &["user", "proxy-user", "header", "data", "output", "request", "url"],
    stops_at_operand: false,
};
/// Programs whose words are text rather than options.
const READERS: [&str; 6] = ["awk", "echo", "grep", "printf", "sed", "test"];

/// Whether a program takes passwords in options whose names do not tell.
pub(super) fn is_program(name: &str) -> bool {
    name == "curl" || ROWS.iter().any(|row| row.programs.contains(&name))
}

/// Secrets in options and settings of a command: `--password X`, `curl -u a:b`, `aws configure set secret X`.
pub fn in_options(peeled: &Peeled<'_>) -> Vec<(Span, Secret)> {
    let Some(program) = peeled.program() else { return Vec::new() };
    if matches!(program.as_ref(), "export" | "declare" | "local" | "readonly") {
        let pairs = peeled.args.iter().filter_map(|word| Some((word.span, word.assignment()?)));
        let secrets = pairs
            .filter_map(|(span, (name, value))| Some((span, classify(&name, &text_of(&value))?)));
        return secrets.collect();
    }
    if READERS.contains(&program.as_ref()) {
        return Vec::new();
    }
    let mut found = told(peeled);
    found.extend(
        ROWS.iter()
            .filter(|row| row.programs.contains(&program.as_ref()))
            .filter_map(|row| row.find(peeled)),
    );
    if program == "curl" {
        found.extend(curl(peeled));
    }
    found
}

/// Options and settings whose own names tell: `--db-password X`, `npm config set //x/:_authToken X`.
fn told(peeled: &Peeled<'_>) -> Vec<(Span, Secret)> {
    let is_word = |text: &str| peeled.args.iter().any(|word| word.is(text));
    let is_setting = (is_word("config") || is_word("configure")) && is_word("set");
    let mut found = Vec::new();
    for (at, word) in peeled.args.iter().enumerate() {
        let text = text_of(word);
        let (name, value, place) = if let Some((name, value)) = text.split_once('=') {
            (name, Some(Cow::Borrowed(value)), word.span)
        } else {
            let next = peeled.args.get(at + 1);
            let place = next.map_or(word.span, |next| up_to(word.span, next.span));
            (text.as_ref(), next.map(text_of), place)
        };
        let is_option = name.starts_with("--") && name.len() > 4;
        let key = match name.rsplit([':', '/']).next().unwrap_or(name).trim_start_matches('-') {
            "masterauth" | "primaryauth" | "requirepass" => "password",
            key => key,
        };
        if (is_option || (is_setting && !name.starts_with('-')))
            && names_credential(key)
            && let Some(value) = value.filter(|value| !value.starts_with('-'))
            && let Some(secret) = classify(key, &value)
        {
            found.push((place, secret));
        }
    }
    found
}

impl Row {
    /// The password that this row's options hand over, if one is written out.
    fn find(&self, peeled: &Peeled<'_>) -> Option<(Span, Secret)> {
        if !self.with.is_empty() && !peeled.args.iter().any(|word| is_option(word, self.with)) {
            return None;
        }
        if let Form::Operand(position) = self.form {
            let mut operands = peeled.args.iter().filter(|word| !text_of(word).starts_with('-'));
            let word = operands.nth(position)?;
            return Some((word.span, password(&text_of(word))?));
        }
        peeled.args.iter().enumerate().find_map(|(at, word)| {
            let text = text_of(word);
            let (option, glued) = self.options.iter().find_map(|option| {
                let glued = text.strip_prefix(option)?;
                let is_short = option.len() == "-p".len();
                (is_short || glued.is_empty() || glued.starts_with('=')).then_some((option, glued))
            })?;
            if glued.is_empty() {
                let next = peeled.args.get(at + 1)?;
                return Some((up_to(word.span, next.span), self.form.next(&text_of(next))?));
            }
            let value = glued.strip_prefix('=').filter(|_| option.starts_with("--"));
            let secret = match value {
                Some(value) => self.form.next(value)?,
                None => self.form.glued(glued)?,
            };
            Some((word.span, secret))
        })
    }
}

impl Form {
    fn next(self, value: &str) -> Option<Secret> {
        match self {
            Self::Next | Self::Both => password(value),
            Self::After(mark) => value.split_once(mark).and_then(|(_, value)| password(value)),
            Self::PassColon => password(value.strip_prefix("pass:")?),
            Self::Glued | Self::Operand(_) => None,
        }
    }

    fn glued(self, value: &str) -> Option<Secret> {
        matches!(self, Self::Glued | Self::Both).then(|| password(value))?
    }
}

/// Whether a word is a subcommand, an option, or short options with that one among them: `-nb`.
fn is_option(word: &Word, wanted: &str) -> bool {
    let text = text_of(word);
    let letter = wanted.strip_prefix('-').filter(|letter| letter.len() == 1);
    let cluster = text.strip_prefix('-').filter(|rest| !rest.starts_with('-'));
    text == wanted || letter.zip(cluster).is_some_and(|(letter, cluster)| cluster.contains(letter))
}

/// `curl -u user:X`, also among other short options: `-sSu user:X`. Source: curl(1).
fn curl(peeled: &Peeled<'_>) -> Option<(Span, Secret)> {
    let found = flags(peeled.args, &CURL);
    let flag = found.find(&['u', 'U'], &["user", "proxy-user"])?;
    let value = flag.value.as_ref()?;
    let text = text_of(value);
    let (_, secret) = text.split_once(':')?;
    Some((up_to(flag.span, value.span), password(secret)?))
}

fn password(value: &str) -> Option<Secret> {
    if value.starts_with('-') { None } else { classify("password", value) }
}

/// An option and its value, which must not be shown either.
fn up_to(option: Span, value: Span) -> Span {
    Span::new(option.start, value.end.max(option.end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finds(text: &str) -> bool {
        let script = syntax::shell::parse(text);
        script.commands().any(|command| !in_options(&command.peeled()).is_empty())
    }

    #[test]
    fn programs_take_passwords_in_their_own_ways() {
        for text in [
            "mysql -u root -phunter22x db",
            "redis-cli -a hunter22x ping",
            "sqlcmd -S db -U sa -P hunter22x",
            "sqlcmd -Phunter22x",
            "openssl rsa -passin pass:hunter22x -in a",
            "openssl enc -pass pass:hunter22x",
            "keytool -import -storepass hunter22x",
            "unzip -P hunter22x a.zip",
            "7z x -phunter22x a.7z",
            "curl -sSu admin:hunter22x https://x",
            "curl --user admin:hunter22x https://x",
            "docker login -u a -p hunter22x",
            "skopeo copy --src-creds a:hunter22x a b",
            "skopeo copy --dest-creds=a:hunter22x a b",
            "ldapsearch -D cn=a -w hunter22x",
            "smbclient -U a%hunter22x //h/s",
            "mosquitto_pub -u a -P hunter22x -t x",
            "htpasswd -nb a x hunter22x",
            "htpasswd -cb f a hunter22x",
            "rabbitmqctl add_user a hunter22x",
            "mc alias set s http://h:9000 a hunter22x",
            "wget --http-password=hunter22x https://x",
            "tailscale up --authkey hunter22x",
            "redis-server --requirepass hunter22x",
            "aws configure set aws_secret_access_key hunter22x",
            "sshpass -p hunter22x ssh h",
        ] {
            assert!(finds(text), "{text}");
        }
    }

    #[test]
    fn options_that_ask_or_point_elsewhere_are_silent() {
        for text in [
            "mysql -u root -p db",
            "mysql -p\"$PASSWORD\" db",
            "redis-cli -a \"$REDIS_PASSWORD\" ping",
            "openssl rsa -passin env:P -in a",
            "openssl req -passout file:/run/p",
            "unzip -p a.zip b",
            "curl -u \"a:$P\" https://x",
            "curl -u admin https://x",
            "docker login -u a --password-stdin",
            "keytool -storepass:env P",
            "grep --password hunter22x f",
            "htpasswd -c f a",
            "mkdir -p hunter22x",
        ] {
            assert!(!finds(text), "{text}");
        }
    }
}
