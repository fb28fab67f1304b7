//! Risky and harmless practices that linters of Dockerfiles are known to get wrong, and the right answer to each.

use crate::common::{Repository, concise, judge};
use diag::{Status, Verdict};

const TOKEN: &str = "ghp_0123456789abcdefghijABCDEFGHIJ012345";

/// A Dockerfile, and how many failures some rules see in it.
struct Probe {
    name: &'static str,
    text: &'static str,
    failures: &'static [(&'static str, usize)],
}

const fn probe(
    name: &'static str,
    text: &'static str,
    failures: &'static [(&'static str, usize)],
) -> Probe {
    Probe { name, text, failures }
}

#[rustfmt::skip]
const PROBES: &[Probe] = &[
    probe("root in a builder stage alone", "FROM golang:1.27 AS b\nUSER root\nFROM gcr.io/distroless/static-debian12:nonroot\n", &[("root-user", 0)]),
    probe("user in a builder stage alone", "FROM alpine:3.22 AS b\nUSER 1000\nFROM debian:12\nCMD [\"sh\"]\n", &[("root-user", 1)]),
    probe("quoted root", "FROM debian:12\nUSER \"root\"\n", &[("root-user", 1)]),
    probe("zero twice", "FROM debian:12\nUSER 00\n", &[("root-user", 1)]),
    probe("root by an argument's default", "FROM debian:12\nARG APP=root\nUSER $APP\n", &[("root-user", 1)]),
    probe("floating image by an argument's default", "ARG IMG=debian:latest\nFROM $IMG\n", &[("unpinned-image", 1)]),
    probe("pinned image by an argument's default", "ARG IMG=debian:12\nFROM ${IMG}\n", &[("unpinned-image", 0)]),
    probe("a port is no tag", "FROM registry:5000/app\n", &[("unpinned-image", 1)]),
    probe("a stage is no image, in any case", "FROM debian:12 AS Base\nFROM base\n", &[("unpinned-image", 0)]),
    probe("bundled short options", "FROM debian:12\nRUN curl -sSfLk https://acme.example/\n", &[("disabled-tls-verification", 1)]),
    probe("pipe into a shell with pipefail", "FROM debian:12\nRUN set -o pipefail; curl -fsSL https://acme.example/x | bash\n", &[("piped-download", 1)]),
    probe("wget without certificates", "FROM debian:12\nRUN wget --no-check-certificate https://acme.example/x\n", &[("disabled-tls-verification", 1)]),
    probe("pip with a trusted host", "FROM python:3.13\nRUN pip install --trusted-host acme.example x\n", &[("disabled-tls-verification", 1)]),
    probe("settings without certificates", "FROM node:22\nENV NODE_TLS_REJECT_UNAUTHORIZED=0\nRUN npm config set strict-ssl false\nRUN git config --global http.sslVerify false\n", &[("disabled-tls-verification", 3)]),
    probe("unsigned packages", "FROM debian:12\nRUN apt-get install -y --allow-unauthenticated x\nRUN echo 'deb [trusted=yes] https://acme.example ./' >> /etc/apt/sources.list\n", &[("unsigned-package", 2)]),
    probe("tokens wherever they stand", "FROM debian:12\nLABEL t=@TOKEN@\nRUN curl https://acme.example/?t=@TOKEN@\nCOPY <<EOF /x\n@TOKEN@\nEOF\nENV T=@TOKEN@\n", &[("secret-in-command", 3), ("secret-in-env", 1)]),
    probe("credentials in commands", "FROM debian:12\nRUN curl -u admin:hunter2 https://acme.example\nRUN mysql -phunter2\nRUN docker login -u x -p hunter2\nRUN echo 'machine x login y password hunter2' > ~/.netrc\nRUN app postgres://u:hunter2@db/x\n", &[("secret-in-command", 5)]),
    probe("files with secrets", "FROM debian:12\nCOPY .env id_rsa .npmrc /x/\nCOPY .aws/credentials /root/.aws/credentials\n", &[("secret-file-copied", 4)]),
    probe("token by an argument, removed later", "FROM node:22\nARG NPM_TOKEN\nRUN echo \"//r/:_authToken=${NPM_TOKEN}\" > .npmrc\nRUN npm ci\nRUN rm .npmrc\n", &[("secret-in-build-arg", 1), ("secret-removed-later", 1), ("secret-in-command", 0)]),
    probe("a mounted secret in a layer", "FROM debian:12\nRUN --mount=type=secret,id=x cp /run/secrets/x /x\nRUN --mount=type=secret,id=x echo \"$(cat /run/secrets/x)\" > /y\n", &[("secret-mount-leak", 2)]),
    probe("entitlements", "FROM debian:12\nRUN --security=insecure --network=host make\n", &[("insecure-build-entitlement", 2)]),
    probe("port of SSH in any spelling", "FROM debian:12\nARG P=22\nEXPOSE 22/TCP 20-25\nEXPOSE ${P}\n", &[("ssh-server-exposed", 3)]),
    probe("volumes on the system", "FROM debian:12\nVOLUME [\"/etc\", \"/var/run/docker.sock\", \"/proc\"]\n", &[("system-directory-volume", 3)]),
    probe("setuid bits", "FROM debian:12\nRUN chmod 4755 /x && chmod u+s /y\n", &[("setuid-bit", 2)]),
    probe("files that everybody may change", "FROM debian:12\nRUN chmod 0777 /x && chmod -R a+rwX /y\nCOPY --chmod=777 a /a\n", &[("world-writable-path", 3)]),
    probe("remote sources", "FROM debian:12\nADD https://acme.example/x /x\nADD https://github.com/acme/app.git#main /app\n", &[("remote-add", 2)]),
    probe("images that files come from", "FROM debian:12\nCOPY --from=img:latest /a /a\nRUN --mount=type=bind,from=busybox,target=/b true\n", &[("unpinned-image", 2)]),
    probe("rights of users", "FROM debian:12\nRUN echo root:hunter2 | chpasswd\nRUN echo 'x ALL=(ALL) NOPASSWD:ALL' > /etc/sudoers.d/x\nRUN usermod -aG sudo x\n", &[("password-set-in-image", 1), ("sudo-rights-in-image", 2), ("sudo-in-image", 0)]),
    probe("an image that nobody mends", "FROM debian:8\n", &[("eol-base-image", 1)]),
    probe("SSH to whoever answers", "FROM debian:12\nRUN ssh -o StrictHostKeyChecking=no x\nRUN ssh-keyscan x >> ~/.ssh/known_hosts\n", &[("ssh-host-key-unchecked", 2)]),
    probe("download in the clear, then run", "FROM debian:12\nRUN wget http://acme.example/x.sh && sh x.sh\n", &[("plain-http-download", 1), ("unverified-download", 1)]),
    probe("sudo in the second heredoc", "FROM debian:12\nRUN <<EOF\ntrue\nEOF\nRUN <<EOF\nsudo true\nEOF\n", &[("sudo-in-image", 1), ("syntax-error", 0)]),
    probe("comment behind a heredoc", "FROM debian:12\nRUN <<EOF\ntrue\nEOF\n# comment\nUSER 1000\n", &[("syntax-error", 0)]),
    probe("variable before a port", "ARG S=acme.example\nFROM $S:8099/x/y:1.0\n", &[("syntax-error", 0), ("unpinned-image", 0)]),
    probe("two heredocs, tabs stripped", "FROM debian:12\nRUN <<-'A' cat <<B\n\ta\n\tA\nb\nB\n", &[("syntax-error", 0)]),
    probe("address in EXPOSE", "FROM debian:12\nEXPOSE 127.0.0.1:22:22\n", &[("syntax-error", 0), ("ssh-server-exposed", 1)]),
    probe("a comment silences one instruction", "FROM debian:12\n# check=skip=SecretsUsedInArgOrEnv\nENV A_PASSWORD=hunter2\nENV B_PASSWORD=hunter2\n", &[("secret-in-env", 1)]),
    probe("a directive silences the file", "# check=skip=SecretsUsedInArgOrEnv\nFROM debian:12\nENV A_PASSWORD=hunter2\nENV B_PASSWORD=hunter2\n", &[("secret-in-env", 0)]),
    probe("variable as the source of a copy", "FROM debian:12\nARG S=x\nCOPY --from=$S /a /b\n", &[("undefined-build-stage", 1)]),
    probe("index refreshed alone", "FROM debian:12\nRUN apt-get update\nRUN apt-get install -y x\n", &[("update-alone", 1)]),
];

#[test]
fn each_practice_gets_the_right_answer() {
    let mut wrong = Vec::new();
    for probe in PROBES {
        let text = probe.text.replace("@TOKEN@", TOKEN);
        let repository = Repository::from([("Dockerfile".into(), text)]);
        wrong.extend(answers(probe.name, &repository, probe.failures));
    }
    assert!(wrong.is_empty(), "{} answers are wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// What is wrong with the answers of some rules about a repository.
pub(crate) fn answers(
    name: &str,
    repository: &Repository,
    failures: &[(&str, usize)],
) -> Vec<String> {
    let mut wrong = Vec::new();
    for (rule, expected) in failures {
        let judgement = judge(rule, repository);
        let counts = judgement
            .findings
            .iter()
            .filter(|it| it.verdict == Verdict::Fail && it.status == Status::Active)
            .count();
        if counts != *expected {
            wrong.push(format!("{name}: {rule} {expected} times, not:\n{}", concise(&judgement)));
        }
    }
    wrong
}
