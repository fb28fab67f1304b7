//! Containers that may take longer to start than the organisation allows.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::dockerfile::Image;
use model::{Container, Subject, Value, compose, kube};
use serde::Deserialize;

use crate::words::called;

pub(crate) const RULE: Builtin = Builtin {
    id: "slow-start",
    summary: "a container may take longer to start than is allowed",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Image, SubjectKind::Service, SubjectKind::PodContainer],
    build: Options::read::<SlowStart>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct SlowStart {
    /// How many seconds a container may take until it is checked.
    seconds: Option<u64>,
}

impl Rule for SlowStart {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let Some(container) = subject.container() else { return };
        let Some(allowed) = self.seconds else { return cx.not_applicable() };
        let Some((declared, span)) = declared(container) else { return cx.not_applicable() };
        let name = called(container);
        match declared {
            Value::Known(seconds) if seconds > allowed => {
                let message =
                    format!("{name} is given {seconds} seconds to start, more than {allowed}");
                cx.fail(span, message).help("start faster, or allow more in this environment");
            }
            Value::Unknown(why) => {
                cx.review(span, format!("{name} may be given longer: {why}"))
                    .help("write the number down");
            }
            _ => {}
        }
    }
}

type Declared = Option<(Value<u64>, Span)>;

fn declared(container: &dyn Container) -> Declared {
    match (container.as_image(), container.as_service(), container.as_pod_container()) {
        (Some(image), ..) => of_image(image),
        (_, Some(service), _) => of_service(service),
        (.., Some(container)) => of_pod(container),
        _ => None,
    }
}

/// What `--start-period` gives an image.
fn of_image(image: &Image<'_>) -> Declared {
    let flag = image.stage.healthcheck_flag("start-period")?;
    Some((period(flag.value)?, flag.span))
}

/// What `start_period` gives a service.
fn of_service(service: &compose::Service<'_>) -> Declared {
    let field = service.field().at(&["healthcheck", "start_period"])?;
    Some((period(field.text()?)?, field.blame()))
}

fn period(text: Value<impl AsRef<str>>) -> Option<Value<u64>> {
    match text {
        Value::Known(text) => Some(Value::Known(compose::seconds(text.as_ref())?)),
        Value::Unknown(why) => Some(Value::Unknown(why)),
        Value::OneOf(_) => None,
    }
}

/// What a startup probe gives a container; without one, the longest delay before another probe.
fn of_pod(container: &kube::PodContainer<'_>) -> Declared {
    let number = |probe: &kube::Field<'_>, key: &str, default: u64| {
        probe.get(key).map_or(Some(default), |field| field.str()?.parse().ok())
    };
    let field = container.field();
    if let Some(probe) = field.get("startupProbe") {
        let tries = number(&probe, "failureThreshold", 3)?;
        let period = number(&probe, "periodSeconds", 10)?;
        let delay = number(&probe, "initialDelaySeconds", 0)?;
        let seconds = tries.saturating_mul(period).saturating_add(delay);
        return Some((Value::Known(seconds), probe.blame()));
    }
    let delays = ["readinessProbe", "livenessProbe"].into_iter().filter_map(|key| {
        let delay = field.at(&[key, "initialDelaySeconds"])?;
        Some((delay.str()?.parse::<u64>().ok()?, delay.blame()))
    });
    let (seconds, span) = delays.max_by_key(|(seconds, _)| *seconds)?;
    Some((Value::Known(seconds), span))
}
