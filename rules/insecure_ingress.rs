//! Ingresses and Gateways that serve a host without TLS.

use diag::{Severity, SubjectKind};
use engine::{Builtin, Cx};
use model::Subject;
use model::kube::{Field, ObjectView};

pub(crate) const RULE: Builtin = Builtin {
    id: "insecure-ingress",
    summary: "host is served without TLS",
    severity: Severity::Medium,
    default_on: true,
    subjects: &[SubjectKind::Object],
    build: |options| options.none(check),
};

/// Annotations by which a controller takes its certificate from elsewhere.
const ELSEWHERE: [&str; 10] = [
    "alb.ingress.kubernetes.io/certificate-arn",
    "appgw.ingress.kubernetes.io/appgw-ssl-certificate",
    "haproxy.org/ssl-passthrough",
    "ingress.gcp.kubernetes.io/pre-shared-cert",
    "ingress.kubernetes.io/ssl-passthrough",
    "networking.gke.io/managed-certificates",
    "nginx.ingress.kubernetes.io/ssl-passthrough",
    "route.openshift.io/termination",
    "tailscale.com/funnel",
    "traefik.ingress.kubernetes.io/router.tls",
];

fn check(subject: &Subject<'_>, cx: &mut Cx<'_>) {
    let Some(object) = subject.object() else { return };
    if object.facts.is("gateway.networking.k8s.io", "Gateway") {
        return gateway(object, cx);
    }
    let is_ingress =
        object.facts.is("networking.k8s.io", "Ingress") || object.facts.is("extensions", "Ingress");
    if !is_ingress || is_secured_elsewhere(object) {
        return cx.not_applicable();
    }
    let Some(spec) = object.field().get("spec") else { return };
    let tls = spec.list("tls");
    not_redirected(object, !tls.is_empty(), cx);
    // An entry without hosts stands for all of them.
    if tls.iter().any(|entry| entry.list("hosts").is_empty() || entry.placeholder().is_some()) {
        return;
    }
    let covered: Vec<_> = tls.iter().flat_map(|entry| entry.list("hosts")).collect();
    let rules = spec.list("rules");
    let open =
        rules.iter().find(|rule| !covered.iter().any(|host| covers(host, rule.str_at("host"))));
    let place = match open {
        Some(rule) => rule.get("host").map_or(object.span(), |host| host.blame()),
        None if rules.is_empty() && covered.is_empty() => object.span(),
        None => return,
    };
    let what = match open.map(|rule| rule.str_at("host")) {
        Some(host) if !host.is_empty() => format!("`{host}`"),
        _ => "every host".to_owned(),
    };
    cx.fail(place, format!("`{}` serves {what} without TLS", object.title()))
        .evidence(what)
        .help("add the host to `tls` with the secret of its certificate");
}

/// A host with a certificate that answers in the clear as well.
// ingress-nginx docs/user-guide/nginx-configuration/annotations.md: a redirect to HTTPS is the default if TLS is enabled.
fn not_redirected(object: &ObjectView<'_>, has_tls: bool, cx: &mut Cx<'_>) {
    let says = |key: &str, wanted: &str| {
        object.annotation(key).filter(|value| value.str() == Some(wanted))
    };
    let Some(off) = says("nginx.ingress.kubernetes.io/ssl-redirect", "false") else { return };
    let is_forced = says("nginx.ingress.kubernetes.io/force-ssl-redirect", "true").is_some();
    if has_tls && !is_forced {
        let place = off.key_span().unwrap_or(off.blame());
        let message = format!("`{}` answers without TLS what it serves with TLS", object.title());
        cx.fail(place, message)
            .evidence("ssl-redirect")
            .help("remove the annotation: a host with TLS redirects to it by default");
    }
}

/// A listener in the clear is there to redirect if one with TLS serves the same hosts.
fn gateway(object: &ObjectView<'_>, cx: &mut Cx<'_>) {
    let Some(spec) = object.field().get("spec") else { return };
    let listeners = spec.list("listeners");
    let is_secured = |host: &str| {
        let secured =
            listeners.iter().filter(|it| matches!(it.str_at("protocol"), "HTTPS" | "TLS"));
        let mut hosts = secured.map(|it| it.get("hostname"));
        hosts.any(|pattern| pattern.is_none_or(|pattern| covers(&pattern, host)))
    };
    for listener in listeners.iter().filter(|it| it.str_at("protocol") == "HTTP") {
        let host = listener.str_at("hostname");
        if is_secured(host) {
            continue;
        }
        let what = if host.is_empty() { "every host".to_owned() } else { format!("`{host}`") };
        let place = listener.get("protocol").map_or(listener.span(), |protocol| protocol.blame());
        let finding = cx.fail(place, format!("`{}` serves {what} without TLS", object.title()));
        finding.evidence(what).help("add a listener of the protocol `HTTPS` with a certificate");
    }
}

fn is_secured_elsewhere(object: &ObjectView<'_>) -> bool {
    let listens = object.annotation("alb.ingress.kubernetes.io/listen-ports");
    ELSEWHERE.iter().any(|key| object.annotation(key).is_some())
        || listens.and_then(|ports| ports.str()).is_some_and(|ports| ports.contains("HTTPS"))
}

/// A wildcard covers one label.
fn covers(pattern: &Field<'_>, host: &str) -> bool {
    let pattern = pattern.str().unwrap_or_default();
    let wildcard = pattern.strip_prefix('*').filter(|rest| rest.starts_with('.'));
    pattern == host
        || wildcard.is_some_and(|rest| {
            host.strip_suffix(rest).is_some_and(|label| !label.is_empty() && !label.contains('.'))
        })
}
