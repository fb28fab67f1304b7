//! Dockerfiles, in which stages, variables and arguments multiply.

use super::text::{each, fill, line, only, stage};
use super::{Construct, Files};

macro_rules! row {
    ($name:literal, $files:expr) => {
        Construct { name: $name, files: $files }
    };
}

pub(super) const TABLE: &[Construct] = &[
    row!("dockerfile: RUN lines", |n| stage(n, |i| format!("RUN curl http://a/{i} | sh\n"))),
    row!("dockerfile: continued lines", |n| line("RUN true", n, |i| format!(
        " \\\n && apk add p{i}"
    ))),
    row!("dockerfile: stages", |n| only(
        "Dockerfile",
        fill(n, |i| format!("FROM alpine AS s{i}\n"))
    )),
    row!("dockerfile: a chain of stages", |n| chain(n, |_| String::new())),
    row!("dockerfile: a chain of stages with a variable each", |n| chain(n, |i| format!(
        "ENV V{i}=a\n"
    ))),
    row!("dockerfile: a chain of stages with a label each", |n| chain(n, |i| format!(
        "LABEL l{i}=a\n"
    ))),
    row!("dockerfile: a chain of stages with an argument each", |n| chain(n, |i| format!(
        "ARG V{i}=a\nRUN echo $V{i}\n"
    ))),
    row!("dockerfile: a chain of stages with a volume each", |n| chain(n, |i| format!(
        "VOLUME /v{i}\n"
    ))),
    row!("dockerfile: a chain of stages with a port each", |n| chain(n, |i| format!(
        "EXPOSE {}\n",
        i % 65000 + 1
    ))),
    row!("dockerfile: a chain of stages with RUN each", |n| chain(n, |i| format!(
        "RUN curl http://a/{i} | sh\n"
    ))),
    row!("dockerfile: stages that use one with many variables", |n| {
        let base = fill(n / 2, |i| format!("ENV V{i}=a\n"));
        only(
            "Dockerfile",
            format!(
                "FROM alpine AS base\n{base}{}",
                fill(n / 2, |i| format!("FROM base AS s{i}\nRUN echo $V1\n"))
            ),
        )
    }),
    row!("dockerfile: stages that override a variable of many", |n| {
        let base = fill(n / 2, |i| format!("ENV V{i}=a\n"));
        only(
            "Dockerfile",
            format!(
                "FROM alpine AS base\n{base}{}",
                fill(n / 2, |i| format!("FROM base AS s{i}\nENV V1={i}\n"))
            ),
        )
    }),
    row!("dockerfile: stages with many global arguments", |n| {
        let args = fill(n / 2, |i| format!("ARG V{i}=a\n"));
        only(
            "Dockerfile",
            format!("{args}{}", fill(n / 2, |i| format!("FROM alpine:$V1 AS s{i}\nARG V2\n"))),
        )
    }),
    row!("dockerfile: variables", |n| stage(n, |i| format!("ENV V{i}=a\n"))),
    row!("dockerfile: variables and commands", |n| stage(n, |i| format!(
        "ENV V{i}=a\nRUN echo $V{i}\n"
    ))),
    row!("dockerfile: variables in one line", |n| line("ENV", n, |i| format!(
        " PASSWORD{i}=secret{i}"
    ))),
    row!("dockerfile: labels in one line", |n| line("LABEL", n, |i| format!(" label{i}=value{i}"))),
    row!("dockerfile: arguments in one line", |n| line("ARG", n, |i| format!(
        " TOKEN{i}=value{i}"
    ))),
    row!("dockerfile: a variable that grows", |n| stage(n, |i| format!("ENV A=$A:{i}\n"))),
    row!("dockerfile: a variable that doubles", |n| stage(n, |_| "ENV A=$A$A:\n".to_owned())),
    row!("dockerfile: variables that double", |n| stage(n, |i| format!(
        "ENV V{}=${{V{i}}}x${{V{i}}}\n",
        i + 1
    ))),
    row!("dockerfile: an argument that grows", |n| stage(n, |i| format!("ARG A=$A:{i}\n"))),
    row!("dockerfile: a large variable, used often", |n| {
        only(
            "Dockerfile",
            format!(
                "FROM alpine\nENV BIG={}\n{}",
                "x".repeat(n / 2),
                fill(n / 2, |i| format!("ENV V{i}=$BIG\n"))
            ),
        )
    }),
    row!("dockerfile: a large variable, used by commands", |n| {
        only(
            "Dockerfile",
            format!(
                "FROM alpine\nENV BIG={}\n{}",
                "x".repeat(n / 2),
                fill(n / 2, |i| format!("USER $BIG\nLABEL a{i}=$BIG\n"))
            ),
        )
    }),
    row!("dockerfile: nested defaults", |n| {
        let m = n / 6;
        stage(1, |_| format!("ENV A={}x{}\n", "${A:-".repeat(m), "}".repeat(m)))
    }),
    row!("dockerfile: patterns of variables", |n| {
        stage(n, |i| {
            format!("ENV A=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\nENV B{i}=${{A##*a*a*a*a*a*a*a*a*b}}\n")
        })
    }),
    row!("dockerfile: one long pattern of a variable", |n| {
        only(
            "Dockerfile",
            format!(
                "FROM alpine\nENV A={}\nENV B=${{A##{}b}}\n",
                "a".repeat(n / 2),
                "*a".repeat(n / 4)
            ),
        )
    }),
    row!("dockerfile: replaced patterns", |n| {
        only(
            "Dockerfile",
            format!("FROM alpine\nENV A={}\nENV B=${{A//a*a*b/xx}}\n", "a".repeat(n)),
        )
    }),
    row!("dockerfile: folders that grow", |n| stage(n, |_| "WORKDIR a\n".to_owned())),
    row!("dockerfile: folders that grow, with commands", |n| stage(n, |i| format!(
        "WORKDIR a\nRUN rm {i}\n"
    ))),
    row!("dockerfile: users", |n| stage(n, |i| format!("USER u{i}\n"))),
    row!("dockerfile: users that are made", |n| stage(n, |i| format!(
        "RUN adduser u{i}\nUSER u{i}\n"
    ))),
    row!("dockerfile: ports", |n| stage(n, |i| format!("EXPOSE {}\n", i % 65000 + 1))),
    row!("dockerfile: ranges of ports", |n| stage(n, |_| "EXPOSE 1-65000\n".to_owned())),
    row!("dockerfile: volumes in one line", |n| line("VOLUME", n, |i| format!(" /v{i}"))),
    row!("dockerfile: copies", |n| stage(n, |i| format!("COPY f{i} /f\n"))),
    row!("dockerfile: copies of many files", |n| line("COPY", n, |i| format!(" f{i}"))),
    row!("dockerfile: copies from stages", |n| {
        only(
            "Dockerfile",
            fill(n, |i| format!("FROM alpine AS s{}\nCOPY --from=s{i} /a /a\n", i + 1)),
        )
    }),
    row!("dockerfile: copies from all stages", |n| {
        only(
            "Dockerfile",
            format!(
                "{}{}",
                fill(n / 2, |i| format!("FROM alpine AS s{i}\n")),
                fill(n / 2, |i| format!("COPY --from=s{i} /a /a\n"))
            ),
        )
    }),
    row!("dockerfile: mounts of one command", |n| line("RUN", n, |i| format!(
        " --mount=type=cache,target=/c{i}"
    ))),
    row!("dockerfile: mounts from stages", |n| {
        only(
            "Dockerfile",
            fill(n, |i| {
                format!("FROM alpine AS s{}\nRUN --mount=from=s{i},target=/m true\n", i + 1)
            }),
        )
    }),
    row!("dockerfile: triggers", |n| stage(n, |i| format!("ONBUILD RUN curl http://a/{i} | sh\n"))),
    row!("dockerfile: a chain of stages with a trigger each", |n| chain(n, |i| format!(
        "ONBUILD RUN echo {i}\n"
    ))),
    row!("dockerfile: shells", |n| stage(n, |_| "SHELL [\"bash\", \"-c\"]\nRUN a | b\n"
        .to_owned())),
    row!("dockerfile: heredocs", |n| stage(n, |i| format!("RUN <<E\ncurl http://a/{i} | sh\nE\n"))),
    row!("dockerfile: heredocs of one command", |n| {
        let m = n / 12;
        let heads: String = each(m, |i| format!(" <<E{i}"));
        let ends: String = each(m, |i| format!("E{i}\n"));
        stage(1, |_| format!("COPY{heads} /a/\n{ends}"))
    }),
    row!("dockerfile: heredocs that never end", |n| stage(n, |i| format!("RUN <<E{i} cat\n"))),
    row!("dockerfile: health checks", |n| stage(n, |_| {
        "HEALTHCHECK CMD curl -f http://localhost || exit 1\n".to_owned()
    })),
    row!("dockerfile: unknown instructions", |n| stage(n, |i| format!("RNU{i} a\n"))),
    row!("dockerfile: a long unknown instruction", |n| stage(1, |_| format!(
        "{} a\n",
        "R".repeat(n)
    ))),
    row!("dockerfile: ignore comments", |n| stage(n, |_| {
        "# plimsoll ignore[curl-pipe-shell]: known\nRUN curl http://a | sh\n".to_owned()
    })),
    row!("dockerfile: ignore comments that match nothing", |n| stage(n, |_| {
        "# plimsoll ignore[root-user]: known\nRUN true\n".to_owned()
    })),
    row!("dockerfile: patterns of .dockerignore", |n| {
        vec![
            (
                "Dockerfile".into(),
                format!("FROM alpine\n{}", fill(n / 2, |i| format!("COPY d/f{i} /a\n"))),
            ),
            (".dockerignore".into(), fill(n / 2, |i| format!("**/f{i}*\n"))),
        ]
    }),
    row!("dockerfile: a deep pattern of .dockerignore", |n| {
        vec![
            ("Dockerfile".into(), format!("FROM alpine\nCOPY {}b /a\n", "a/".repeat(n / 4))),
            (".dockerignore".into(), format!("{}c\n", "**/a/".repeat(n / 10))),
        ]
    }),
];

/// Stages of which each stands on the one before.
fn chain(n: usize, each: impl Fn(usize) -> String) -> Files {
    only(
        "Dockerfile",
        format!(
            "FROM alpine AS s0\n{}",
            fill(n, |i| format!("FROM s{i} AS s{}\n{}", i + 1, each(i)))
        ),
    )
}
