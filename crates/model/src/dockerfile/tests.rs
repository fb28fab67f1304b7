//! What images run as: effective values through stages, arguments and base images.

use diag::{Source, SourceId};

use super::{Build, BuildArg, Dockerfile, Graph, Image, StageView};
use crate::{Container, Origin, Value};

fn parse(text: &str) -> Dockerfile {
    Dockerfile::parse(SourceId(0), &Source::new("Dockerfile", text), true, &[])
}

/// The user of the last stage: a name, `a|b`, or `?`.
fn user(text: &str) -> String {
    let file = parse(text);
    show(&Image { stage: file.stage(file.outputs[0]) })
}

fn show(image: &Image<'_>) -> String {
    match image.user().value {
        Value::Known(user) if user.is_root() => "root".into(),
        Value::Known(user) => user.name,
        Value::OneOf(users) => {
            users.into_iter().map(|user| user.name).collect::<Vec<_>>().join("|")
        }
        Value::Unknown(_) => "?".into(),
    }
}

#[test]
fn the_user_of_an_image_is_the_last_one_of_its_own_ancestry() {
    let cases = [
        ("FROM golang:1.25 AS b\nUSER root\nFROM gcr.io/distroless/static:nonroot\n", "65532"),
        ("FROM alpine:3.22 AS b\nUSER 1000\nFROM debian:13\nCMD sh\n", "root"),
        ("FROM debian:13\nUSER \"root\"\n", "root"),
        ("FROM debian:13\nUSER 00\n", "root"),
        ("FROM debian:13\nARG APP=root\nUSER $APP\n", "root"),
        ("FROM debian:13\nARG APP=app\nUSER ${APP}:${APP}\n", "app"),
        ("FROM debian:13\nARG APP\nUSER $APP\n", "?"),
        ("FROM debian:13\nUSER ${APP:-app}\n", "app"),
        ("FROM debian:13\nUSER $APP\n", "?"),
        ("FROM scratch\nENV A=1 B=$A\nUSER 1$B\n", "1"),
        ("FROM debian:13 AS Base\nUSER 1000\nFROM base\nRUN x\n", "1000"),
        ("FROM debian:13 AS base\nUSER 1000\nFROM Base\nRUN x\n", "?"),
        ("ARG IMG=alpine:3.22\nFROM $IMG\n", "root"),
        (
            "ARG X\nFROM alpine AS base-a\nUSER 1\nFROM alpine AS base-b\nUSER 2\nFROM base-${X}\n",
            "1|2",
        ),
        ("FROM scratch\nCOPY a /a\n", "?"),
        ("FROM scratch\nCOPY a /a\nCMD [\"/a\"]\n", "root"),
        ("FROM registry.example.com/base:1\n", "?"),
        ("FROM postgres:17\n", "postgres"),
        ("FROM postgres:17\nENTRYPOINT [\"/start\"]\n", "?"),
        ("FROM debian:13\nENTRYPOINT [\"gosu\", \"app\", \"x\"]\n", "?"),
        ("ARG U=app\nFROM debian:13\nUSER $U\n", "?"),
        ("ARG U=app\nFROM debian:13\nARG U\nUSER $U\n", "app"),
    ];
    for (text, expected) in cases {
        assert_eq!(user(text), expected, "{text}");
    }
}

#[test]
fn build_arguments_and_targets_change_what_is_built() {
    let file = parse("FROM debian:13 AS dev\nARG UID\nUSER $UID\nFROM dev AS prod\nUSER 7\n");
    let arg = BuildArg {
        name: "UID".into(),
        value: Value::Known("1000".into()),
        span: diag::Span::file(SourceId(1)),
    };
    let build = Build { target: Some("DEV".into()), args: vec![arg], ..Build::default() };
    let graph = Graph::evaluate(&file, &build);
    let index = graph.target(&build).expect("the target is there");
    assert_eq!(
        show(&Image { stage: StageView { dockerfile: &file, graph: &graph, index } }),
        "1000"
    );
    assert_eq!(user("FROM debian:13 AS dev\nARG UID\nUSER $UID\nFROM dev AS prod\nUSER 7\n"), "7");
}

#[test]
fn the_user_of_a_parent_stage_is_inherited_and_blames_its_instruction() {
    let text = "FROM debian:13 AS base\nUSER root\nFROM base\nRUN x\n";
    let file = parse(text);
    let user = Image { stage: file.stage(1) }.user();
    assert_eq!(user.origin, Origin::Inherited);
    assert_eq!(&text[user.blame.start() as usize..user.blame.end() as usize], "root");
    assert_eq!(user.trail.len(), 1);
}

#[test]
fn findings_have_a_place_that_survives_new_lines() {
    let text = "ARG A=1\nFROM debian:13 AS base\nRUN x\nFROM base\nUSER root\n";
    let file = parse(text);
    let place = |needle: &str| {
        let start = u32::try_from(text.find(needle).expect("it is there")).unwrap();
        file.place(diag::Span::new(SourceId(0), start, start + 1))
    };
    assert_eq!(place("A=1"), "head/ARG");
    assert_eq!(place("x"), "stage:base/RUN");
    assert_eq!(place("root"), "stage:1/USER");
}
