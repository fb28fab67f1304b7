//! A report with something of everything, and the way to write it.

use diag::{
    Applicability, Coverage, Details, Edit, Evidence, Fate, FileEntry, Finding, FindingId, Fix,
    Gap, Layer, LayerScore, Outcome, Report, RuleId, RuleMeta, Score, SetAside, Severity, Source,
    SourceId, Span, Status, Step, Subject, SubjectId, SubjectKind, Trouble, Verdict,
};
use report::{Format, Options};

pub(crate) const COMPOSE: &str = "services:
  web:
    build: ./app
    privileged: true
    environment:
      DB_PASSWORD: hunter2-correct-horse
  api:
    image: api:latest
  worker:
    image: worker:1.2
  cache:
    image: redis@sha256:0123
    mem_limit: 64m
";

pub(crate) const DOCKERFILE: &str =
    "FROM node:20 AS build\nRUN npm ci\nFROM node:20\nCOPY --from=build /app /app\n";

/// Writes a report and gives the text.
pub(crate) fn render(format: Format, report: &Report, options: &Options) -> String {
    let mut out = Vec::new();
    report::write(format, report, options, &mut out).expect("a vector takes all bytes");
    String::from_utf8(out).expect("reports are UTF-8")
}

/// The span of the nth occurrence of `needle`.
pub(crate) fn find(report: &Report, source: SourceId, needle: &str, nth: usize) -> Span {
    let text = &report.sources.get(source).text;
    let (at, _) = text.match_indices(needle).nth(nth).expect("the needle is in the text");
    span(source, at, at + needle.len())
}

pub(crate) fn span(source: SourceId, start: usize, end: usize) -> Span {
    let number = |n| u32::try_from(n).expect("test texts are short");
    Span::new(source, number(start), number(end))
}

pub(crate) fn finding(
    rule: &'static str,
    severity: Severity,
    span: Span,
    message: &str,
) -> Finding {
    let mut finding = Finding::new(RuleId(rule), severity, Verdict::Fail, span, message.to_owned());
    finding.fingerprint = format!("{rule}@{}", span.start());
    finding.fingerprint_v1 = format!("{rule}@{} of 0.1.0", span.start());
    finding
}

pub(crate) fn rule(id: &'static str, severity: Severity, summary: &'static str) -> RuleMeta {
    RuleMeta {
        first: RuleId(id),
        id: RuleId(id),
        summary,
        severity,
        default_on: true,
        fatal: false,
        subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
        docs: "# What it is\n\nA test rule.\n\n## Why\n\nBecause.\n",
        controls: &["cis-docker:1.8.0:5.5"],
        aliases: &["trivy:KSV-0017"],
        cwe: &[250],
        defence: None,
    }
}

/// One finding across two files, three of one rule, a secret, a review, a suppressed one, a trouble and a gap.
pub(crate) fn sample() -> Report {
    let mut report = Report::default();
    let compose = report.sources.add(Source::new("compose.yaml", COMPOSE));
    let docker = report.sources.add(Source::new("app/Dockerfile", DOCKERFILE));
    report.rules = vec![
        rule("missing-memory-limit", Severity::Medium, "container has no memory limit"),
        rule("privileged-container", Severity::Critical, "container is privileged"),
        rule("root-user", Severity::High, "container runs as root"),
        rule("secret-in-env", Severity::High, "secret is written into the environment"),
        rule("unpinned-image", Severity::Low, "image may change under its name"),
    ];
    report.environments = vec!["default".to_owned()];
    report.subjects = ["web", "api", "worker", "cache"]
        .iter()
        .map(|name| Subject {
            kind: SubjectKind::Service,
            name: (*name).to_owned(),
            span: find(&report, compose, &format!("{name}:\n"), 0),
            image: None,
        })
        .collect();
    report.findings = findings(&report, compose, docker).into_iter().map(Box::new).collect();
    report.outcomes = memory_outcomes(&report);
    report.files = vec![
        FileEntry {
            path: "app/Dockerfile".into(),
            kind: "dockerfile",
            judged: true,
            objects: None,
            fate: Fate::Judged,
        },
        FileEntry {
            path: "chart/templates/web.yaml".into(),
            kind: "helm template",
            judged: false,
            objects: None,
            fate: Fate::Gap("a Helm template".into()),
        },
        FileEntry {
            path: "compose.yaml".into(),
            kind: "compose",
            judged: true,
            objects: None,
            fate: Fate::Error("internal error in rule `x`".into()),
        },
        FileEntry {
            path: "values.yaml".into(),
            kind: "other",
            judged: false,
            objects: None,
            fate: Fate::SetAside(SetAside::OtherFile),
        },
    ];
    report.troubles = vec![
        Trouble {
            about: None,
            path: "broken/compose.yaml".into(),
            span: None,
            message: "permission denied".into(),
            help: Some("make it readable".into()),
        },
        Trouble {
            about: None,
            path: "compose.yaml".into(),
            span: Some(find(&report, compose, "redis", 0)),
            message: "internal error in rule `x`".into(),
            help: None,
        },
    ];
    report.gaps = vec![Gap {
        about: None,
        path: "chart/templates/web.yaml".into(),
        span: None,
        message: "a Helm template".into(),
        help: Some("render it first".into()),
    }];
    report.coverage =
        vec![Coverage { environment: "default".into(), judged: 1, errors: 1, gaps: 1 }];
    report.scores = vec![Score {
        environment: "default".into(),
        value: Some(59.0),
        strict: Some(59.0),
        raw: Some(71.25),
        assessed: 87.5,
        low: 51.6,
        high: 64.1,
        cap: Some((59.0, "a critical control fails")),
        grade: Some('F'),
        qualified: true,
        coverage: 66.6,
        layers: vec![LayerScore {
            layer: Layer::Identity,
            points: 20.0,
            earned: 5.0,
            steps: vec![(RuleId("root-user"), 15.0)],
        }],
        costs: vec![(RuleId("privileged-container"), 16.0)],
        controls: vec![],
    }];
    count(&mut report);
    report
}

fn findings(report: &Report, compose: SourceId, docker: SourceId) -> Vec<Finding> {
    let web = find(report, compose, "web", 0);
    let mut findings = Vec::new();
    for (name, nth) in [("web", 0), ("api", 0), ("worker", 0)] {
        let message = format!("container `{name}` has no memory limit");
        let at = find(report, compose, name, nth);
        let mut it = finding("missing-memory-limit", Severity::Medium, at, &message);
        it.primary_text("this service").help("set `mem_limit`");
        it.subjects = vec![name.to_owned()];
        findings.push(it);
    }
    let mut root = finding("root-user", Severity::High, web, "container `web` runs as root");
    root.primary_text("no `user:` here")
        .label(find(report, docker, "FROM node:20\n", 0), "the image it builds never sets `USER`")
        .help("set `user:` or add `USER` to the Dockerfile")
        .control("pss:restricted:runAsNonRoot");
    root.trail = vec![
        Step::at(find(report, compose, "./app", 0), "built from here"),
        Step::known("`node:20` runs as root"),
    ];
    root.subjects = vec!["web".into()];
    root.environments = vec!["prod".into(), "staging".into()];
    findings.insert(1, root);

    let line = find(report, compose, "    privileged: true\n", 0);
    let at = find(report, compose, "privileged: true", 0);
    let mut privileged =
        finding("privileged-container", Severity::Critical, at, "container `web` is privileged");
    privileged.primary_text("gives it every device").help("remove `privileged`").fix(Fix {
        title: "remove the key".into(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span: line, text: String::new() }],
    });
    privileged.subjects = vec!["web".into()];
    findings.insert(2, privileged);

    let secret = find(report, compose, "hunter2-correct-horse", 0);
    let mut env =
        finding("secret-in-env", Severity::High, secret, "`DB_PASSWORD` holds a password");
    env.redact(secret).help("use a secret").fix(Fix {
        title: "move it".into(),
        applicability: Applicability::Unsafe,
        edits: vec![Edit { span: secret, text: "hunter2-correct-horse2".into() }],
    });
    findings.insert(3, env);

    let at = find(report, compose, "api:latest", 0);
    let mut image = finding("unpinned-image", Severity::Low, at, "image `api:latest` may change");
    image.status =
        Status::Suppressed { by: find(report, compose, "api", 0), reason: Some("a demo".into()) };
    findings.push(image);
    let at = find(report, compose, "worker:1.2", 0);
    let mut review =
        finding("root-user", Severity::High, at, "the user of `worker:1.2` is unknown");
    review.verdict = Verdict::Review;
    findings.push(review);
    findings.sort_by_key(|it| (it.primary.span, it.rule));
    findings
}

fn memory_outcomes(report: &Report) -> Vec<Outcome> {
    let memory: Vec<usize> = (0..report.findings.len())
        .filter(|at| report.findings[*at].rule == RuleId("missing-memory-limit"))
        .collect();
    (0..4u32)
        .map(|subject| {
            let finding = memory.get(subject as usize);
            let details = Details {
                evidence: vec![Evidence { span: None, text: "none".into() }],
                findings: finding
                    .map(|at| FindingId(u32::try_from(*at).expect("few findings")))
                    .into_iter()
                    .collect(),
                ..Details::default()
            };
            Outcome {
                rule: RuleId("missing-memory-limit"),
                subject: SubjectId(subject),
                environment: 0,
                verdict: if finding.is_some() { Verdict::Fail } else { Verdict::Pass },
                held: None,
                details: details.boxed(),
            }
        })
        .collect()
}

/// Counts as the engine does.
pub(crate) fn count(report: &mut Report) {
    let summary = &mut report.summary;
    for finding in &report.findings {
        match (&finding.status, finding.verdict) {
            (Status::Suppressed { .. }, _) => summary.suppressed += 1,
            (Status::Active, Verdict::Review) => summary.reviews += 1,
            _ => {
                let at = Severity::ALL.iter().position(|it| *it == finding.severity);
                summary.failures[at.expect("all severities are listed")] += 1;
            }
        }
    }
    summary.files = 2;
    summary.set_aside = 1;
    summary.subjects = report.subjects.len();
    summary.passes = 1;
}
