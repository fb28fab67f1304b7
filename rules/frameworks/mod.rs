//! Frameworks: the controls of benchmarks and guides, and what can answer them, as data.

/// Every framework that ships, by name, with its YAML.
pub const FRAMEWORKS: &[(&str, &str)] = &[
    ("cis-docker", include_str!("cis-docker.yaml")),
    ("cis-kubernetes", include_str!("cis-kubernetes.yaml")),
    ("enterprise", include_str!("enterprise.yaml")),
    ("nist-800-190", include_str!("nist-800-190.yaml")),
    ("nist-csf", include_str!("nist-csf.yaml")),
    ("nsa-cisa", include_str!("nsa-cisa.yaml")),
    ("owasp-docker", include_str!("owasp-docker.yaml")),
    ("pss", include_str!("pss.yaml")),
];
