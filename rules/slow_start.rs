//! Containers that may take longer to start than the organisation allows.

use diag::{Severity, Span, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::{Subject, Value, compose, kube};
use serde::Deserialize;

pub(crate) const RULE: Builtin = Builtin {
    id: "slow-start",
    summary: "a container may take longer to start than is allowed",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service, SubjectKind::PodContainer],
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
        let declared = match (container.as_service(), container.as_pod_container()) {
            (Some(service), _) => of_service(service),
            (_, Some(container)) => of_pod(container),
            _ => None,
        };
        let Some((declared, span)) = declared else { return cx.not_applicable() };
        let name = container.name();
        match declared {
            Value::Known(seconds) if seconds > allowed => {
                let message = format!(
                    "container `{name}` is given {seconds} seconds to start, more than {allowed}"
                );
                cx.fail(span, message).help("start faster, or allow more in this environment");
            }
            Value::Unknown(why) => {
                cx.review(span, format!("container `{name}` may be given longer: {why}"))
                    .help("write the number down");
            }
            _ => {}
        }
    }
}

type Declared = Option<(Value<u64>, Span)>;

/// What `start_period` gives a service.
fn of_service(service: &compose::Service<'_>) -> Declared {
    let period = service.field().at(&["healthcheck", "start_period"])?;
    let value = match period.text()? {
        Value::Known(text) => Value::Known(compose::seconds(text)?),
        Value::Unknown(why) => Value::Unknown(why),
        Value::OneOf(_) => return None,
    };
    Some((value, period.blame()))
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
