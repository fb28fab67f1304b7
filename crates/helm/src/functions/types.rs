//! What a value is. sprig `reflect.go`.

use super::{Row, args};
use crate::exec::{Exec, Result};
use crate::value::Value;

pub(super) const TABLE: &[Row] = &[
    ("deepEqual", 2, 2, |exec, args| {
        let equal = args[0].deep_equal(&args[1]);
        decided(exec, args, "deepEqual", equal)
    }),
    ("kindIs", 2, 2, |exec, args| {
        let is = args::string(exec, args, 0)? == args[1].kind_name();
        decided(exec, &args[1..], "kindIs", is)
    }),
    ("kindOf", 1, 1, |exec, args| {
        let from = exec.derived("kindOf", args);
        Ok(Value::str(args[0].kind_name(), from))
    }),
    ("typeIs", 2, 2, |exec, args| {
        let is = args::string(exec, args, 0)? == args[1].type_name();
        decided(exec, &args[1..], "typeIs", is)
    }),
    ("typeIsLike", 2, 2, |exec, args| {
        let (wanted, name) = (args::string(exec, args, 0)?, args[1].type_name());
        let is = wanted == name || name.strip_prefix('*') == Some(wanted);
        decided(exec, &args[1..], "typeIsLike", is)
    }),
    ("typeOf", 1, 1, |exec, args| {
        let from = exec.derived("typeOf", args);
        Ok(Value::str(args[0].type_name(), from))
    }),
];

fn decided(exec: &mut Exec, args: &[Value], name: &str, is: bool) -> Result<Value> {
    let from = exec.derived(name, args);
    Ok(Value::bool(is, from))
}
