//! Shell options that decide whether a failure is noticed: `set -e`, `set -o pipefail` and the like.

use super::Word;

/// The options in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the shell")]
pub struct ShellOptions {
    /// `-e`: a failing command ends the script.
    pub errexit: bool,
    /// `-o pipefail`: a pipeline fails if any member fails.
    pub pipefail: bool,
    /// `-u`: an unset variable is an error.
    pub nounset: bool,
    /// `-x`: commands are printed as they run.
    pub xtrace: bool,
}

/// What the words after a shell's name ask for.
pub(super) struct Invocation {
    pub(super) options: ShellOptions,
    /// `-c`.
    pub(super) command: bool,
    /// `-s`.
    pub(super) stdin: bool,
}

impl ShellOptions {
    /// No option is set.
    pub const NONE: Self = Self { errexit: false, pipefail: false, nounset: false, xtrace: false };

    /// What `set` with these words makes of the options.
    #[must_use]
    pub fn after_set(self, args: &[Word]) -> Self {
        self.after_invocation(args).0.options
    }

    /// What `shopt` makes of them: `-so name` sets, `-uo name` clears.
    pub(super) fn after_shopt(mut self, args: &[Word]) -> Self {
        let flags: String =
            args.iter().map(Word::prefix).filter(|it| it.starts_with('-')).collect();
        if flags.contains('o') {
            for name in args.iter().filter_map(Word::literal) {
                self.named(&name, !flags.contains('u'));
            }
        }
        self
    }

    /// Reads options up to the first operand; gives them and the operands.
    pub(super) fn after_invocation(self, args: &[Word]) -> (Invocation, &[Word]) {
        let mut found = Invocation { options: self, command: false, stdin: false };
        let mut at = 0;
        while let Some(text) = args.get(at).map(Word::prefix) {
            let on = text.starts_with('-');
            if !(on || text.starts_with('+')) || text.len() < 2 {
                break;
            }
            at += 1;
            if text == "--" {
                break;
            }
            if let Some(long) = text.strip_prefix("--") {
                at += usize::from(matches!(long, "rcfile" | "init-file"));
                continue;
            }
            for letter in text[1..].chars() {
                match letter {
                    'c' => found.command = true,
                    's' => found.stdin = true,
                    'o' => {
                        let name = args.get(at).and_then(Word::literal).unwrap_or_default();
                        found.options.named(&name, on);
                        at += usize::from(at < args.len());
                    }
                    'O' => at += 1,
                    letter => found.options.lettered(letter, on),
                }
            }
        }
        (found, args.get(at..).unwrap_or_default())
    }

    fn lettered(&mut self, letter: char, on: bool) {
        match letter {
            'e' => self.errexit = on,
            'u' => self.nounset = on,
            'x' => self.xtrace = on,
            _ => {}
        }
    }

    fn named(&mut self, name: &str, on: bool) {
        match name {
            "errexit" => self.errexit = on,
            "nounset" => self.nounset = on,
            "xtrace" => self.xtrace = on,
            "pipefail" => self.pipefail = on,
            _ => {}
        }
    }
}
