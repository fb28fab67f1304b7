//! Label selectors, as the API machinery matches them.

use smol_str::SmolStr;

use super::Field;

/// Labels of an object, sorted by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LabelSet(Vec<(SmolStr, SmolStr)>);

impl LabelSet {
    /// The labels of a pod.
    pub fn of(pod: &super::PodView<'_>) -> Self {
        let labels = pod.metadata().and_then(|metadata| metadata.get("labels"));
        labels.map(|labels| Self::read(&labels)).unwrap_or_default()
    }

    /// Reads a mapping of labels.
    pub(super) fn read(field: &Field<'_>) -> Self {
        let labels = field.entries();
        let mut labels: Vec<_> = labels
            .filter_map(|(key, value)| Some((SmolStr::new(key), SmolStr::new(value.str()?))))
            .collect();
        labels.sort();
        Self(labels)
    }

    /// The value of a label.
    pub fn get(&self, key: &str) -> Option<&str> {
        let at = self.0.binary_search_by(|(known, _)| known.as_str().cmp(key)).ok()?;
        Some(&self.0[at].1)
    }

    /// All labels, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// What a selector asks of labels. Without any requirement it selects everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selector(Vec<Requirement>);

/// One requirement of a selector.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Requirement {
    In(SmolStr, Vec<SmolStr>),
    NotIn(SmolStr, Vec<SmolStr>),
    Exists(SmolStr),
    DoesNotExist(SmolStr),
    /// An operator that the API server rejects: selects nothing.
    Never,
}

impl Selector {
    /// Reads `matchLabels` and `matchExpressions`.
    pub(super) fn read(field: &Field<'_>) -> Self {
        let labels = field.get("matchLabels").map(|labels| Self::of_labels(&labels));
        let mut requirements = labels.unwrap_or_default().0;
        requirements.extend(field.list("matchExpressions").iter().map(expression));
        Self(requirements)
    }

    /// Reads the plain labels of a Service's selector.
    pub(super) fn of_labels(field: &Field<'_>) -> Self {
        let equal = |(key, value): (&str, &str)| Requirement::In(key.into(), vec![value.into()]);
        Self(LabelSet::read(field).iter().map(equal).collect())
    }

    /// Whether it asks for nothing.
    pub fn selects_all(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether labels meet every requirement.
    pub fn matches(&self, labels: &LabelSet) -> bool {
        self.0.iter().all(|requirement| requirement.holds(labels))
    }

    /// A label without which nothing is selected, if there is one.
    pub(super) fn pair(&self) -> Option<(SmolStr, SmolStr)> {
        self.0.iter().find_map(|requirement| match requirement {
            Requirement::In(key, values) => match values.as_slice() {
                [value] => Some((key.clone(), value.clone())),
                _ => None,
            },
            _ => None,
        })
    }

    /// The keys that it looks at.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|requirement| match requirement {
            Requirement::In(key, _)
            | Requirement::NotIn(key, _)
            | Requirement::Exists(key)
            | Requirement::DoesNotExist(key) => Some(key.as_str()),
            Requirement::Never => None,
        })
    }
}

impl Requirement {
    fn holds(&self, labels: &LabelSet) -> bool {
        let is_one_of = |key: &str, values: &[SmolStr]| {
            labels.get(key).map(|value| values.iter().any(|wanted| wanted == value))
        };
        match self {
            Self::In(key, values) => is_one_of(key, values) == Some(true),
            Self::NotIn(key, values) => is_one_of(key, values) != Some(true),
            Self::Exists(key) => labels.get(key).is_some(),
            Self::DoesNotExist(key) => labels.get(key).is_none(),
            Self::Never => false,
        }
    }
}

fn expression(field: &Field<'_>) -> Requirement {
    let key = SmolStr::new(field.str_at("key"));
    let values =
        || field.list("values").iter().filter_map(|it| it.str().map(SmolStr::new)).collect();
    match field.str_at("operator") {
        "In" => Requirement::In(key, values()),
        "NotIn" => Requirement::NotIn(key, values()),
        "Exists" => Requirement::Exists(key),
        "DoesNotExist" => Requirement::DoesNotExist(key),
        _ => Requirement::Never,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &[(&str, &str)]) -> LabelSet {
        LabelSet(text.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect())
    }

    #[test]
    fn requirements_are_met_as_the_api_machinery_meets_them() {
        let web = labels(&[("app", "web"), ("tier", "front")]);
        let none = labels(&[]);
        let in_web = Requirement::In("app".into(), vec!["web".into(), "api".into()]);
        let not_web = Requirement::NotIn("app".into(), vec!["web".into()]);
        assert!(in_web.holds(&web) && !in_web.holds(&none));
        assert!(!not_web.holds(&web) && not_web.holds(&none));
        assert!(Requirement::Exists("tier".into()).holds(&web));
        assert!(Requirement::DoesNotExist("tier".into()).holds(&none));
        assert!(Selector::default().matches(&none) && Selector::default().selects_all());
        assert!(!Selector(vec![Requirement::Never]).matches(&web));
    }
}
