//! Settings that can be written in two places and must agree.

use syntax::yaml::{Entry, Node};

use super::super::{plain, values};
use super::Checker;

type Read = fn(&Node) -> Option<f64>;

impl Checker<'_> {
    /// `scale` against `deploy.replicas`, and both against a fixed name.
    pub(super) fn scale(&mut self, service: &Entry) {
        let int = |path: &[&str]| service.value.path(path).and_then(values::int);
        let (scale, replicas) = (int(&["scale"]), int(&["deploy", "replicas"]));
        let place = |path: &[&str]| service.value.path(path).unwrap_or(&service.value);
        if let (Some(scale), Some(replicas)) = (scale, replicas)
            && scale != replicas
        {
            let message = "`scale` and `deploy.replicas` differ";
            self.notes.problem_at(place(&["scale"]), message).help("keep one of them");
        }
        for (path, value) in [(&["scale"][..], scale), (&["deploy", "replicas"], replicas)] {
            if value.is_some_and(|value| value < 0) {
                self.notes.problem_at(place(path), "there cannot be fewer than none");
            }
        }
        let copies = scale.or(replicas).unwrap_or(1);
        let name = service.value.get("container_name");
        if copies > 1
            && let Some(name) = name.filter(|name| !plain::print(name).is_empty())
        {
            let message = format!("{copies} containers cannot share one `container_name`");
            self.notes.problem_at(name, message).help("remove the name, or run one container");
        }
    }

    /// Limits of the service against those of `deploy.resources`.
    pub(super) fn limits(&mut self, service: &Node) {
        let limits = service.path(&["deploy", "resources", "limits"]);
        let reserved = service.path(&["deploy", "resources", "reservations"]);
        let pairs: [(&str, &str, Option<&Node>, Read); 4] = [
            ("cpus", "cpus", limits, values::cpus),
            ("mem_limit", "memory", limits, values::amount),
            ("mem_reservation", "memory", reserved, values::amount),
            ("pids_limit", "pids", limits, values::amount),
        ];
        for (key, other, block, read) in pairs {
            let Some(node) = service.get(key) else { continue };
            let Some(block) = block.filter(|it| it.as_map().is_some()) else { continue };
            let own = read(node).unwrap_or_default();
            let theirs = block.get(other).and_then(read).unwrap_or_default();
            #[expect(clippy::float_cmp, reason = "Compose compares them exactly")]
            if own != 0.0 && own != theirs {
                let message = format!("`{key}` and `{other}` under `deploy.resources` differ");
                self.notes.problem_at(node, message).help("keep one of them");
            }
        }
    }
}
