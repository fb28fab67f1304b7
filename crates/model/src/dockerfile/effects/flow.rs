//! Where fetched files go: from step to step and from stage to stage, until something verifies or uses them.

use diag::{Source, Span};

use super::path::may_be_same;
use super::{Effect, EffectKind};
use crate::dockerfile::Dockerfile;

/// What is known of all files that a Dockerfile fetches.
#[derive(Debug, Default)]
pub struct Verification {
    /// Files that are used and that nothing verifies before, by place of the URL.
    pub unverified: Vec<Unverified>,
    /// Places of the URLs of files that something verifies for good, whatever happens to them later.
    pub verified: Vec<Span>,
}

/// A file that is fetched and used, and that nothing verifies in between.
#[derive(Clone, Debug, PartialEq)]
pub struct Unverified {
    /// The stage that fetches it.
    pub stage: usize,
    /// The URL.
    pub url: String,
    /// Where it is written.
    pub place: Span,
    /// What is done with it: `runs`, `unpacks`, `installs`.
    pub verb: &'static str,
    /// The file, as it is called where it is used.
    pub file: String,
    /// What uses it.
    pub used: Span,
    /// Whether ADD fetched it.
    pub by_add: bool,
}

/// A file that waits to be verified.
#[derive(Clone, Debug)]
struct Open {
    stage: usize,
    url: String,
    place: Span,
    names: Vec<String>,
    by_add: bool,
    /// Commands of one instruction before which a check that does not stop the build has been passed.
    guarded: Option<(usize, u32)>,
}

/// At most so many files are followed at once; those beyond are let go.
const MOST: usize = 256;

impl Verification {
    /// Follows all files of a Dockerfile, as a build without arguments makes them.
    pub(in crate::dockerfile) fn of(file: &Dockerfile, source: &Source) -> Self {
        let mut found = Self::default();
        let mut left: Vec<Vec<Open>> = Vec::new();
        for stage in file.stages() {
            let parent = stage.state().base.parents().first().copied();
            let mut open = parent.map_or_else(Vec::new, |parent| left[parent].clone());
            for file in &mut open {
                file.guarded = None;
            }
            for effect in stage.effects(source) {
                found.follow(stage.index, &effect, &mut open, &left);
            }
            left.push(open);
        }
        found.verified.sort_by_key(Span::start);
        found
    }

    fn follow(&mut self, stage: usize, effect: &Effect, open: &mut Vec<Open>, left: &[Vec<Open>]) {
        match &effect.kind {
            EffectKind::Fetches { url, place, files, by_add } => {
                // The same file again is a second try, not a second file.
                let is_known = open.iter().any(|it| it.names == *files && it.stage == stage);
                if !files.is_empty() && !is_known && open.len() < MOST {
                    open.push(Open {
                        stage,
                        url: url.clone(),
                        place: *place,
                        names: files.clone(),
                        by_add: *by_add,
                        guarded: None,
                    });
                }
            }
            EffectKind::Copies { from, to } => {
                for file in open.iter_mut().filter(|it| it.is(from)) {
                    file.names.extend(to.iter().cloned());
                }
            }
            EffectKind::Takes { stage: other, from, to, executable } => {
                let taken = left.get(*other).into_iter().flatten();
                let mut taken: Vec<_> = taken.filter_map(|it| it.taken(from, to)).collect();
                if *executable {
                    taken.drain(..).for_each(|it| self.used(&it, "runs", to, effect.span));
                }
                open.extend(taken.into_iter().take(MOST.saturating_sub(open.len())));
            }
            EffectKind::Verifies { files, reached } => {
                let names = files.clone();
                let covers = |it: &Open| names.is_empty() || names.iter().any(|name| it.is(name));
                // A list that names no file of which is known may be about any of them.
                let is_about = open.iter().any(covers);
                let covers = |it: &Open| {
                    covers(it) || (!is_about && names.iter().all(|it| !looks_like_file(it)))
                };
                match reached {
                    None => {
                        self.verified
                            .extend(open.iter().filter(|it| covers(it)).map(|it| it.place));
                        open.retain(|it| !covers(it));
                    }
                    Some(reached) => {
                        let guarded = Some((effect.at.0, *reached));
                        open.iter_mut().filter(|it| covers(it)).for_each(|it| it.guarded = guarded);
                    }
                }
            }
            EffectKind::Uses { verb, file } => {
                let waits = |it: &Open| {
                    let is_guarded = it
                        .guarded
                        .is_some_and(|(at, reached)| at == effect.at.0 && effect.at.1 < reached);
                    it.is(file) && !is_guarded
                };
                while let Some(at) = open.iter().position(waits) {
                    let taken = open.swap_remove(at);
                    self.used(&taken, verb, file, effect.span);
                }
            }
        }
    }

    fn used(&mut self, file: &Open, verb: &'static str, name: &str, used: Span) {
        let is_known = self.unverified.iter().any(|it| it.place == file.place);
        if !is_known {
            self.unverified.push(Unverified {
                stage: file.stage,
                url: file.url.clone(),
                place: file.place,
                verb,
                file: if name.contains('*') { file.names[0].clone() } else { name.to_owned() },
                used,
                by_add: file.by_add,
            });
        }
    }
}

fn looks_like_file(name: &str) -> bool {
    name.contains(['.', '/'])
}

impl Open {
    fn is(&self, name: &str) -> bool {
        self.names.iter().any(|own| may_be_same(own, name))
    }

    /// The file in another stage, if it is what that stage takes or lies in it.
    fn taken(&self, from: &str, to: &str) -> Option<Self> {
        let names = self.names.iter().filter_map(|name| {
            if may_be_same(name, from) {
                return Some(to.to_owned());
            }
            let rest = name.strip_prefix(from.trim_end_matches('/'))?;
            rest.starts_with('/').then(|| format!("{}{rest}", to.trim_end_matches('/')))
        });
        let names: Vec<_> = names.collect();
        (!names.is_empty()).then(|| Self { names, guarded: None, ..self.clone() })
    }
}
