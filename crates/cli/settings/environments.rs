//! Reads what the configuration says of environments.

use diag::Trouble;

use super::load::Config;
use super::shape::{self, Table};
use super::{EnvironmentSetting, Selectors};

/// The environment that judges what belongs to no other.
pub(crate) const DEFAULT: &str = "default";

/// How many environments a configuration may have.
const MANY: usize = 100;

impl Config<'_> {
    /// The environments in the order of the file.
    pub(super) fn environments(
        &self,
        environments: Table<shape::Environment>,
    ) -> Result<Vec<EnvironmentSetting>, Trouble> {
        if let Some((name, _)) = environments.0.get(MANY) {
            let name = self.spanned(name.clone());
            let message = format!("there are more than {MANY} environments");
            let help = "every file is judged once for each environment that it belongs to";
            return Err(self.trouble(name.span, message, Some(help.into())));
        }
        let read = environments.0.into_iter().map(|(name, it)| {
            let name = self.spanned(name);
            if name.value == DEFAULT {
                let help = "say what holds for it at the top of the file";
                let message = "`default` judges what belongs to no other environment";
                return Err(self.trouble(name.span, message.into(), Some(help.into())));
            }
            let texts = |globs: &[serde_saphyr::Spanned<String>]| {
                globs.iter().map(|glob| glob.value.clone()).collect()
            };
            let written = vec![
                ("paths", texts(&it.paths)),
                ("compose-profiles", it.compose_profiles.clone()),
                ("services", it.services.clone()),
                ("namespaces", it.namespaces.clone()),
                ("overlays", texts(&it.overlays)),
                ("stages", it.stages.clone()),
            ];
            let setting = EnvironmentSetting {
                written,
                name,
                profile: it.profile.map(|profile| self.spanned(profile)),
                selectors: Selectors {
                    paths: self.globs(it.paths)?,
                    compose_profiles: it.compose_profiles,
                    services: it.services,
                    namespaces: it.namespaces,
                    overlays: self.globs(it.overlays)?,
                    stages: it.stages,
                },
                rules: self.standard(it.pss, self.rules(it.rules)?)?,
            };
            if setting.selectors.is_empty() {
                let help = "name its `paths`, `namespaces`, `compose-profiles`, `services`, \
                            `overlays` or `stages`";
                let message =
                    format!("nothing belongs to the environment `{}`", setting.name.value);
                return Err(self.trouble(setting.name.span, message, Some(help.into())));
            }
            Ok(setting)
        });
        read.collect()
    }
}
