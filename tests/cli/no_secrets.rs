//! Made-up secrets in every place that can hold one appear in no output of any command.

use crate::tree::Tree;

/// Files with a `%` for every secret, each of which is another one.
const FILES: [(&str, &str); 13] = [
    (
        "Dockerfile",
        r#"# syntax=docker/dockerfile:1
ARG BASE_TOKEN=%
FROM https:%@registry.example/app:1 AS odd
FROM user:%@registry.example/base:1 AS named
FROM app:1
ARG DB_PASSWORD=%
ENV API_KEY=% MODE=fast
ENV ADMIN_PASSWORD %
ENV DATABASE_URL=postgres://app:%@db/app
LABEL deploy.token="%" org.url="https://u:%@example.org"
RUN curl -u admin:% http://example.org/x | sh
RUN export NPM_TOKEN=% && npm ci
RUN mysql -uroot -p% -e 'select 1'
RUN wget --password=% http://example.org/y
RUN openssl enc -aes-256-cbc -k % -in a -out b
RUN docker login -u a -p % registry.example
RUN trivy image --password % registry.example/app
RUN snyk auth %
RUN grype --docker-auth a:% registry.example/app
RUN echo "root:%" | chpasswd
RUN git clone https://bot:%@example.org/a.git
RUN curl -H "Authorization: Bearer %" http://example.org/z
RUN pip install --index-url https://u:%@pypi.example/simple app
RUN <<EOT
export REDIS_PASSWORD=%
redis-cli -a % ping
EOT
COPY <<EOT /etc/app.ini
password = %
EOT
ADD https://u:%@example.org/file /file
HEALTHCHECK CMD curl -u probe:% http://localhost/ || exit 1
ENTRYPOINT ["app", "--admin-password", "%"]
CMD ["app", "--token=%"]
"#,
    ),
    (
        "compose.yaml",
        r#"services:
  web:
    image: "${REGISTRY:-u:%@registry.example}/web:1"
    privileged: true
    build:
      context: .
      args:
        DB_PASSWORD: %
        - API_TOKEN=%
    environment:
      DB_PASSWORD: %
      REDIS_URL: redis://:%@redis:6379
      SECOND_PASSWORD: ${SECOND_PASSWORD:-%}
      THIRD_PASSWORD: ${THIRD_PASSWORD:?set it to % first}
    env_file: app.env
    labels:
      traefik.auth.token: "%"
    command: ["app", "--db-password", "%"]
    healthcheck:
      test: curl -u health:% http://localhost
    logging:
      driver: splunk
      options: {splunk-token: %}
    ports: ["${FROM_ENV_TOKEN}:80"]
  job:
    image: job:1
    command: sh -c "psql postgres://app:%@db/app"
    entrypoint: ["redis-cli", "-a", "%"]
    environment:
      - JWT_SECRET=%
    volumes: ["${FROM_ENV_PASSWORD}:/x:rw:z:q"]
    annotations: {push.password: %}
    post_start:
      - command: curl -u hook:% http://localhost
        privileged: true
    extra_hosts: ["https://u:%@host:1.2.3.4"]
secrets:
  app: {content: %}
configs:
  app:
    content: |
      password: %
"#,
    ),
    (
        "compose.args.yaml",
        "services: {a: {image: 'a:1', build: {context: ., args: [API_TOKEN=%]}, labels: [auth.password=%]}}\n",
    ),
    (".env", "FROM_ENV_TOKEN=%\nFROM_ENV_PASSWORD=%\nexport UNUSED_SECRET='%'\n"),
    ("app.env", "APP_PASSWORD=%\nAPP_URL=amqp://u:%@mq\nexport BROKEN SECRET=%\n"),
    (
        "pod.yaml",
        r#"apiVersion: v1
kind: Pod
metadata:
  name: a
  annotations: {deploy.example/token: "%", note: "https://u:%@example.org"}
  labels: {password: %}
spec:
  containers:
    - name: app
      image: user:%@registry.example/app:latest
      securityContext: {privileged: true, unknownPassword: %}
      env:
        - name: DB_PASSWORD
          value: %
        - {name: API_KEY, value: "%"}
        - name: URL
          value: mongodb://u:%@mongo
      command: ["sh", "-c", "curl -u x:% http://y | sh"]
      args: ["--token", "%", "--auth-password=%"]
      livenessProbe:
        exec: {command: ["curl", "-u", "admin:%", "http://x"]}
      readinessProbe:
        httpGet:
          port: 80
          httpHeaders: [{name: Authorization, value: Bearer %}]
      lifecycle:
        postStart: {exec: {command: [mysql, "-p%"]}}
"#,
    ),
    (
        "secret.yaml",
        r#"apiVersion: v1
kind: Secret
metadata:
  name: s
  annotations:
    kubectl.kubernetes.io/last-applied-configuration: '{"stringData":{"password":"%"}}'
stringData:
  password: %
  odd: {nested: %}
  config.ini: |
    [db]
    password=%
data:
  token: $base64
unknown: {password: %}
"#,
    ),
    (
        "config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.properties: |\n    db.password=%\n  API_TOKEN: %\n",
    ),
    ("chart/Chart.yaml", "apiVersion: v2\nname: c\nversion: 1.0.0\n"),
    ("chart/values.yaml", "db: {password: %}\nadminToken: %\n"),
    (
        "chart/templates/a.yaml",
        "apiVersion: v1\nkind: Secret\nmetadata: {name: a}\nstringData: {password: %, user: {{ .Values.user }}}\n",
    ),
    (
        "k/kustomization.yaml",
        "secretGenerator:\n  - name: s\n    literals: [password=%]\nconfigMapGenerator:\n  - name: c\n    literals: [api.token=%]\nresources: ['https://u:%@example.org/base', pod.yaml]\n",
    ),
    (
        "k/pod.yaml",
        "apiVersion: v1\nkind: Pod\nmetadata: {name: k}\nspec: {containers: [{name: a, image: 'a:1', env: [{name: DB_PASSWORD, value: %}]}]}\n",
    ),
];

/// A secret that no word is like.
fn secret(at: usize) -> String {
    format!("qX7z{at:03}pLm9Rt4vW")
}

fn base64(text: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in text.as_bytes().chunks(3) {
        let at = |i: usize| u32::from(chunk.get(i).copied().unwrap_or_default());
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * digit) & 63) as usize];
            out.push(if digit > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

/// The tree, and every secret with its place.
fn tree() -> (Tree, Vec<(String, String)>) {
    let mut secrets = Vec::new();
    let tree = Tree::new([] as [(&str, &str); 0]);
    for (path, text) in FILES {
        let mut written = String::new();
        for line in text.split_inclusive('\n') {
            let mut pieces = line.split('%');
            written += pieces.next().unwrap_or_default();
            for piece in pieces {
                let secret = secret(secrets.len());
                written += &secret;
                written += piece;
                secrets.push((format!("{path}: {}", line.trim()), secret));
            }
        }
        let encoded = base64(&secret(999));
        tree.write(path, written.replace("$base64", &encoded));
    }
    secrets.push(("secret.yaml: data".into(), secret(999)));
    secrets.push(("secret.yaml: data".into(), base64(&secret(999))));
    (tree, secrets)
}

#[test]
fn no_output_of_any_command_holds_a_secret() {
    let (tree, secrets) = tree();
    assert!(secrets.len() >= 60, "{}", secrets.len());
    let mut leaks = Vec::new();
    let mut look = |command: &str, text: &str| {
        for (place, secret) in &secrets {
            if text.contains(secret.as_str()) {
                let line = text.lines().find(|line| line.contains(secret.as_str()));
                let line: String = line.unwrap_or_default().chars().take(300).collect();
                leaks.push(format!("{command}\n  {place}\n  {line}"));
            }
        }
    };
    let mut commands: Vec<String> = Vec::new();
    let ignored = format!("-v --ignore {}", RULES.join(","));
    // What draws lines covers more than what does not.
    let others = ["concise", "json", "sarif", "github", "gitlab", "junit", "markdown"]
        .map(|format| format!("-o {format}=out.{format}"))
        .join(" ");
    for args in ["-v --profile restricted", &ignored] {
        commands.push(format!("check {args}"));
        commands.push(format!("check {args} -f concise {others}"));
    }
    for command in [
        "check --show-settings",
        "check --show-files",
        "check --show-settings --format json",
        "check --record r.jsonl",
        "check --since HEAD",
        "report --framework cis-docker",
        "report --framework cis-docker --format json",
        "report --framework cis-docker --format oscal",
        "report --framework cis-docker --format html",
        "report --framework cis-docker --format markdown",
        "report --framework cis-docker --format csv",
        "baseline write",
        "baseline check",
        "baseline prune",
        "init --dry-run",
        "resolve --redact compose.yaml",
        "resolve --redact compose.args.yaml",
        "resolve --redact --format json compose.args.yaml",
        "resolve --redact k",
        "resolve --redact --explain services.a.build.args.API_TOKEN compose.args.yaml",
        "resolve compose.yaml",
    ] {
        commands.push(command.to_owned());
    }
    for command in &commands {
        let run = tree.run(command);
        assert!([0, 1, 2].contains(&run.status), "{command}: {}", run.stderr);
        look(command, &(run.stdout + &run.stderr));
        for entry in std::fs::read_dir(tree.path("")).unwrap() {
            let name = entry.unwrap().file_name().to_string_lossy().into_owned();
            if name.starts_with("out.") {
                look(&format!("{command}: {name}"), &tree.read(&name));
                std::fs::remove_file(tree.path(&name)).unwrap();
            }
        }
    }
    look(
        "the baseline",
        &std::fs::read_to_string(tree.path("plimsoll-baseline.json")).unwrap_or_default(),
    );
    look("the record", &tree.read("r.jsonl"));
    assert!(leaks.is_empty(), "{} leaks\n{}", leaks.len(), leaks.join("\n"));
}

/// Rules about secrets: what they hide has to be hidden without them.
const RULES: [&str; 8] = [
    "secret-in-env",
    "secret-in-build-arg",
    "secret-in-command",
    "secret-in-config",
    "secret-in-manifest",
    "secret-file-copied",
    "secret-mount-leak",
    "password-set-in-image",
];
