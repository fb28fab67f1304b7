//! Profiles: what single rules mean for an environment, as data. The configuration names them; `plimsoll.yaml` can
//! extend them.

/// Every profile that ships, by name, with its YAML.
pub const PROFILES: &[(&str, &str)] = &[
    ("baseline", include_str!("baseline.yaml")),
    ("development", include_str!("development.yaml")),
    ("enterprise", include_str!("enterprise.yaml")),
    ("production", include_str!("production.yaml")),
    ("restricted", include_str!("restricted.yaml")),
    ("staging", include_str!("staging.yaml")),
    ("testing", include_str!("testing.yaml")),
    ("trust-model", include_str!("trust-model.yaml")),
];

/// The profiles of the four environments in the order in which hardening may only grow.
pub const ENVIRONMENTS: [&str; 4] = ["development", "testing", "staging", "production"];
