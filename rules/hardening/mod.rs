//! What to write where hardening is missing: keys for Compose and Kubernetes, as far as the image is known to bear them.

mod images;

use diag::{Advice, RuleId, SubjectKind};
use model::ImageRef;

use images::Facts;

/// What subjects of one kind lack, and what is known of the images that they pull.
struct Lack<'a> {
    rules: &'a [RuleId],
    is_compose: bool,
    /// Known images and their names for people.
    known: Vec<(String, &'static Facts)>,
    /// Names of those of which nothing is known.
    unknown: Vec<String>,
}

/// What adds the settings that `rules` ask for to subjects of a kind. An image is `None` where it is built here.
pub fn advise(rules: &[RuleId], kind: SubjectKind, images: &[Option<&str>]) -> Advice {
    let mut lack = Lack {
        rules,
        is_compose: kind == SubjectKind::Service,
        known: Vec::new(),
        unknown: Vec::new(),
    };
    for image in images {
        lack.add(*image);
    }
    let mut advice = Advice::default();
    if lack.is_compose {
        lack.compose(&mut advice);
    } else if kind == SubjectKind::PodContainer {
        lack.pod(&mut advice);
    }
    lack.open(&mut advice);
    advice
}

impl Lack<'_> {
    fn add(&mut self, image: Option<&str>) {
        let Some(text) = image else {
            return push_once(&mut self.unknown, "the image that is built here".to_owned());
        };
        let image = ImageRef::parse(text);
        let name = format!("`{}`", image.repository.trim_start_matches("library/"));
        match images::find(&image) {
            Some(facts) if !self.known.iter().any(|(known, _)| *known == name) => {
                self.known.push((name, facts));
            }
            Some(_) => {}
            None => push_once(&mut self.unknown, name),
        }
    }

    fn lacks(&self, rule: &str) -> bool {
        self.rules.iter().any(|it| it.as_str() == rule)
    }

    fn compose(&self, advice: &mut Advice) {
        let mut add = |rule, line: &str| {
            if self.lacks(rule) {
                advice.lines.push(line.to_owned());
            }
        };
        add("missing-memory-limit", "mem_limit: 256m");
        add("missing-cpu-limit", "cpus: 0.5");
        add("missing-pids-limit", "pids_limit: 200");
        add("privilege-escalation", "security_opt: [\"no-new-privileges:true\"]");
        if self.lacks("undropped-capabilities") && !self.known.is_empty() {
            advice.lines.push("cap_drop: [ALL]".to_owned());
            self.each(|it| list("cap_add: ", it.capabilities), &mut advice.lines);
        }
        if self.lacks("writable-root-filesystem")
            && self.known.iter().any(|it| it.1.writes.is_some())
        {
            advice.lines.push("read_only: true".to_owned());
            self.each(|it| list("tmpfs: ", it.writes?), &mut advice.lines);
        }
        if self.lacks("missing-healthcheck") {
            let test = |it: &Facts| Some(format!("healthcheck: {{test: {}}}", it.health?));
            self.each(test, &mut advice.lines);
        }
    }

    fn pod(&self, advice: &mut Advice) {
        let mut context = Vec::new();
        if self.lacks("privilege-escalation") {
            context.push("allowPrivilegeEscalation: false".to_owned());
        }
        if self.lacks("seccomp-unconfined") {
            context.push("seccompProfile: {type: RuntimeDefault}".to_owned());
        }
        if self.lacks("undropped-capabilities") && !self.known.is_empty() {
            context.push("capabilities:".to_owned());
            context.push("  drop: [ALL]".to_owned());
            self.each(|it| list("  add: ", it.capabilities), &mut context);
        }
        let mut mounts = Vec::new();
        if self.lacks("writable-root-filesystem")
            && self.known.iter().any(|it| it.1.writes.is_some())
        {
            context.push("readOnlyRootFilesystem: true".to_owned());
            self.each(|it| list("# with an emptyDir at ", it.writes?), &mut mounts);
        }
        nest("securityContext:", context, &mut advice.lines);
        advice.lines.append(&mut mounts);
        let limits =
            [("missing-memory-limit", "memory: 256Mi"), ("missing-cpu-limit", "cpu: 500m")];
        let limits: Vec<&str> =
            limits.iter().filter(|(rule, _)| self.lacks(rule)).map(|(_, line)| *line).collect();
        if !limits.is_empty() {
            nest(
                "resources:",
                vec![format!("limits: {{{}}}", limits.join(", "))],
                &mut advice.lines,
            );
        }
    }

    /// A line for all known images, or one for each need, with the names of those that have it.
    fn each(&self, line: impl Fn(&Facts) -> Option<String>, lines: &mut Vec<String>) {
        let mut needs: Vec<(String, Vec<&str>)> = Vec::new();
        for (name, facts) in &self.known {
            let Some(line) = line(facts) else { continue };
            let name = name.trim_matches('`');
            match needs.iter_mut().find(|(known, _)| *known == line) {
                Some((_, names)) => names.push(name),
                None => needs.push((line, vec![name])),
            }
        }
        let is_for_all =
            |names: &[&str]| names.len() == self.known.len() && self.unknown.is_empty();
        lines.extend(needs.into_iter().map(|(line, names)| {
            if is_for_all(&names) { line } else { format!("{line}    # {}", names.join(", ")) }
        }));
    }

    /// What nothing here knows of the images.
    fn open(&self, advice: &mut Advice) {
        let without = |lacks: fn(&Facts) -> bool| {
            let known = self.known.iter().filter(|(_, it)| lacks(it)).map(|(name, _)| name.clone());
            known.chain(self.unknown.iter().cloned()).collect::<Vec<_>>()
        };
        let mut ask = |rule, names: Vec<String>, question: &str, key: &str| {
            if self.lacks(rule) && !names.is_empty() {
                let (needs, names) = (if names.len() == 1 { "s" } else { "" }, words(&names));
                let question = question.replace("{names}", &names).replace("{s}", needs);
                advice.open.push(format!("{question}{key}"));
            }
        };
        let (drop, read_only, health) = if self.is_compose {
            ("cap_drop: [ALL]", "read_only: true", "healthcheck:")
        } else {
            ("capabilities.drop: [ALL]", "readOnlyRootFilesystem: true", "readinessProbe:")
        };
        let question = "find out which capabilities {names} need{s}, then set ";
        ask("undropped-capabilities", without(|_| false), question, &format!("`{drop}`"));
        let question = "find out where {names} write{s}, then set ";
        ask(
            "writable-root-filesystem",
            without(|it| it.writes.is_none()),
            question,
            &format!("`{read_only}`"),
        );
        let question = "decide what tells that {names} work{s}, then add ";
        let silent: fn(&Facts) -> bool =
            if self.is_compose { |it| it.health.is_none() } else { |_| true };
        ask("missing-healthcheck", without(silent), question, &format!("`{health}`"));
    }
}

fn list(key: &str, items: &[&str]) -> Option<String> {
    (!items.is_empty()).then(|| format!("{key}[{}]", items.join(", ")))
}

fn nest(key: &str, inner: Vec<String>, lines: &mut Vec<String>) {
    if !inner.is_empty() {
        lines.push(key.to_owned());
        lines.extend(inner.into_iter().map(|line| format!("  {line}")));
    }
}

/// At most two names, the rest counted.
fn words(names: &[String]) -> String {
    match names {
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [one, two, _] => format!("{one}, {two} and 1 more image"),
        [one, two, rest @ ..] => format!("{one}, {two} and {} more images", rest.len()),
        [] => String::new(),
    }
}

fn push_once(names: &mut Vec<String>, name: String) {
    if !names.contains(&name) {
        names.push(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ids() -> Vec<RuleId> {
        ["missing-memory-limit", "undropped-capabilities", "writable-root-filesystem"]
            .map(RuleId)
            .into()
    }

    #[test]
    fn a_known_image_gets_every_key() {
        let advice = advise(&ids(), SubjectKind::Service, &[Some("nginx:1.27")]);
        let lines = [
            "mem_limit: 256m",
            "cap_drop: [ALL]",
            "cap_add: [CHOWN, SETGID, SETUID]",
            "read_only: true",
            "tmpfs: [/var/cache/nginx, /var/run]",
        ];
        assert_eq!(advice, Advice { lines: lines.map(String::from).into(), open: vec![] });
    }

    #[test]
    fn an_unknown_image_gets_questions_instead_of_guesses() {
        let advice = advise(&ids(), SubjectKind::PodContainer, &[Some("acme.example/api:1"), None]);
        assert_eq!(advice.lines, ["resources:", "  limits: {memory: 256Mi}"]);
        assert_eq!(
            advice.open[0],
            "find out which capabilities `api` and the image that is built here need, then set `capabilities.drop: [ALL]`"
        );
    }

    #[test]
    fn images_that_need_different_things_are_told_apart() {
        let rules = [RuleId("undropped-capabilities")];
        let advice =
            advise(&rules, SubjectKind::Service, &[Some("nginx:1"), Some("grafana/grafana:9")]);
        assert_eq!(
            advice.lines,
            ["cap_drop: [ALL]", "cap_add: [CHOWN, SETGID, SETUID]    # nginx"]
        );
        assert!(advice.open.is_empty());
    }
}
