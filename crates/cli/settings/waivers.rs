//! Reads waivers, which stand in the configuration or in a file of their own. Whether they hold is for the engine to say.

use diag::Trouble;
use engine::Waiver;

use super::WaiverSetting;
use super::load::Config;
use super::profile::file;
use super::shape::{self, Waivers};

impl Config<'_> {
    /// The waivers in the order of their file.
    pub(super) fn waivers(
        &self,
        waivers: Option<serde_saphyr::Spanned<Waivers>>,
    ) -> Result<Vec<WaiverSetting>, Trouble> {
        let Some(waivers) = waivers else { return Ok(Vec::new()) };
        let span = self.span(waivers.referenced);
        match waivers.value {
            Waivers::List(list) => list.into_iter().map(|it| self.waiver(it)).collect(),
            Waivers::File(path) => {
                let folder = model::files::folder(&self.path);
                let Some(path) = model::files::join(folder, &path) else {
                    return Err(self.trouble(span, "lies outside the root".into(), None));
                };
                let (source, text) = file(&path, span, self.disk)?;
                let config = Config { path, source, text: &text, disk: self.disk };
                let list: shape::WaiverFile = config.read()?;
                list.waivers.into_iter().map(|it| config.waiver(it)).collect()
            }
        }
    }

    fn waiver(
        &self,
        waiver: serde_saphyr::Spanned<shape::Waiver>,
    ) -> Result<WaiverSetting, Trouble> {
        let span = self.span(waiver.referenced);
        let it = waiver.value;
        let written: Vec<String> = it.scope.paths.iter().map(|glob| glob.value.clone()).collect();
        let paths = self.globs(it.scope.paths)?;
        let waiver = Waiver {
            id: it.id,
            rules: it.rules,
            controls: it.controls,
            environments: it.scope.environments,
            subjects: it.scope.subjects,
            paths: written,
            fingerprint: it.fingerprint,
            reason: it.reason,
            compensating: it.compensating,
            owner: it.owner,
            approver: it.approver,
            ticket: it.ticket,
            created: it.created,
            expires: it.expires,
        };
        Ok(WaiverSetting { waiver, span, paths })
    }
}
