//! What applies, for programs.

use serde_json::{Map, Value, json};

use super::Shown;
use crate::args::Threshold;
use crate::decided::{self, Decided, Setup};
use crate::settings::WaiverSetting;

/// Writes it as one JSON object.
pub(super) fn write(shown: &Shown<'_>) -> String {
    let plan = shown.plan;
    let text = |path: &std::path::Path| path.to_string_lossy().into_owned();
    let gate = &plan.gate;
    let fail_on = match gate.fail_on {
        Threshold::At(severity) => severity.as_str(),
        Threshold::Never => "never",
    };
    let value = json!({
        "root": text(&plan.place.root),
        "configuration": plan.place.config.as_deref().map(text),
        "gate": {
            "fail_on": fail_on,
            "min_score": gate.min_score,
            "fail_on_gaps": gate.fail_on_gaps,
            "environments": gate.gated,
        },
        "baseline": plan.baseline.as_deref().map(text),
        "exclude": plan.settings.exclude.iter().map(|glob| &glob.value).collect::<Vec<_>>(),
        "files": files(shown),
        "environments": shown.environments().map(|it| environment(shown, it)).collect::<Vec<_>>(),
        "waivers": shown.waivers().map(|it| waiver(shown, it)).collect::<Vec<_>>(),
    });
    format!("{value:#}\n")
}

fn files(shown: &Shown<'_>) -> Vec<Value> {
    let files = shown.files().map(|file| {
        let claims = shown.judged.files.get(&file.path).into_iter().flatten();
        let claims = claims.map(|((environment, key), n)| {
            json!({"environment": environment, "key": key, "subjects": n})
        });
        json!({"path": file.path, "kind": file.kind, "judged_by": claims.collect::<Vec<_>>()})
    });
    files.collect()
}

fn environment(shown: &Shown<'_>, setup: &Setup) -> Value {
    let profile = setup.profile.as_ref();
    json!({
        "environment": setup.name,
        "profile": profile.map(|(name, _)| name),
        "profile_by": profile.map(|(_, by)| by),
        "rules": shown.applying(setup).map(rule).collect::<Vec<_>>(),
    })
}

fn rule(decided: &Decided) -> Value {
    let options = decided.options.iter();
    let options = options.map(|(key, value, by)| (key.clone(), json!({"value": value, "by": by})));
    json!({
        "rule": decided.rule.id,
        "severity": decided.severity.map(diag::Severity::as_str),
        "by": decided.by,
        "options": options.collect::<Map<_, _>>(),
    })
}

fn waiver(shown: &Shown<'_>, setting: &WaiverSetting) -> Value {
    let waiver = &setting.waiver;
    json!({
        "id": waiver.id,
        "rules": waiver.rules,
        "controls": waiver.controls,
        "expires": waiver.expires,
        "expired": waiver.expires < shown.plan.policy.today,
        "place": decided::place(setting.span, &shown.plan.disk.sources()),
    })
}
