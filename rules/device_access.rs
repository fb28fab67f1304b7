//! Services that get devices of the host.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx, Options, Rule};
use model::compose::{Field, Service};
use model::{Subject, Value};
use serde::Deserialize;

use crate::host_path::{clean, is_dangerous_device, lies_in};

pub(crate) const RULE: Builtin = Builtin {
    id: "device-access",
    summary: "device of the host is handed over",
    severity: Severity::Low,
    default_on: true,
    subjects: &[SubjectKind::Service],
    build: Options::read::<DeviceAccess>,
};

/// Options of the rule.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct DeviceAccess {
    /// Devices that may be handed over, such as `/dev/dri`, with what lies below them; `gpu` for all GPUs.
    allowed: Vec<String>,
}

const HELP: &str = "hand over the one device that the program needs, without `m` among its rights";
impl Rule for DeviceAccess {
    fn check(&self, subject: &Subject<'_>, cx: &mut Cx<'_>) {
        let service = subject.container().and_then(|container| container.as_service());
        let Some(service) = service else { return };
        for device in service.field().list("devices") {
            self.device(service.name, &device, cx);
        }
        self.gpus(service, cx);
        for rule in service.field().list("device_cgroup_rules") {
            let text = rule.str().unwrap_or_default();
            let message =
                format!("service `{}` may use devices by the rule `{text}`", service.name);
            let finding = cx.fail(rule.blame(), message);
            finding.trail = rule.trail().to_vec();
            finding.evidence(text).help(HELP);
            if text.starts_with(['a', 'b']) || text.contains("*:*") {
                finding.severity = Severity::High;
            }
        }
    }
}

impl DeviceAccess {
    /// All GPUs of the host. Some of them, by number or by id, are what a program was given on purpose.
    fn gpus(&self, service: &Service<'_>, cx: &mut Cx<'_>) {
        if self.allowed.iter().any(|allowed| allowed == "gpu") {
            return;
        }
        let reserved = service.field().at(&["deploy", "resources", "reservations", "devices"]);
        let reserved = reserved.map(|devices| devices.items()).unwrap_or_default();
        for request in service.field().list("gpus").into_iter().chain(reserved) {
            let count = request.get("count");
            if request.get("device_ids").is_some()
                || count.as_ref().is_some_and(|count| count.str() != Some("all"))
            {
                continue;
            }
            let finding = cx.fail(
                request.blame(),
                format!("service `{}` gets all GPUs of the host", service.name),
            );
            finding.trail = request.trail().to_vec();
            finding.evidence("gpu").help("name them in `device_ids`, or say how many in `count`");
        }
    }

    fn device(&self, service: &str, device: &Field<'_>, cx: &mut Cx<'_>) {
        let source = device.get("source").unwrap_or_else(|| device.clone());
        let text = match source.text() {
            Some(Value::Known(text)) => text,
            Some(Value::Unknown(why)) => {
                cx.review(device.blame(), format!("service `{service}` may get any device: {why}"))
                    .help(HELP);
                return;
            }
            _ => return,
        };
        let path = clean(text.split(':').next().unwrap_or(text));
        if self.allowed.iter().any(|allowed| lies_in(&path, allowed)) {
            return;
        }
        let finding = cx.fail(
            source.blame(),
            format!("service `{service}` gets the device `{path}` of the host"),
        );
        finding.trail = device.trail().to_vec();
        if is_dangerous_device(&path) {
            finding.severity = Severity::High;
        }
        finding.evidence(path).help(HELP);
    }
}
