//! Numbers. Every argument is cast as `spf13/cast` casts it: what is no number is 0. sprig `numeric.go`.

use super::{ANY, Row, args};
use crate::exec::{Exec, Result};
use crate::origin::OriginId;
use crate::value::{Data, Value};

pub(super) const TABLE: &[Row] = &[
    ("add", 0, ANY, |exec, args| folded(exec, args, "add", 0, i64::checked_add)),
    ("add1", 1, 1, |exec, args| {
        let sum = to_int64(&args[0]).wrapping_add(1);
        int64(exec, args, "add1", sum)
    }),
    ("add1f", 1, 1, |exec, args| {
        let sum = to_float(&args[0]) + 1.0;
        float(exec, args, "add1f", sum)
    }),
    ("addf", 0, ANY, |exec, args| {
        let sum = args.iter().map(to_float).sum();
        float(exec, args, "addf", sum)
    }),
    ("atoi", 1, 1, |exec, args| {
        let int = args::string(exec, args, 0)?.parse().unwrap_or(0);
        int_of(exec, args, "atoi", int)
    }),
    ("biggest", 1, ANY, max),
    ("ceil", 1, 1, |exec, args| {
        let rounded = to_float(&args[0]).ceil();
        float(exec, args, "ceil", rounded)
    }),
    ("div", 2, 2, |exec, args| divided(exec, args, "div", i64::checked_div)),
    ("divf", 1, ANY, |exec, args| {
        let first = to_float(&args[0]);
        let value = args[1..].iter().map(to_float).fold(first, |a, b| a / b);
        float(exec, args, "divf", value)
    }),
    ("float64", 1, 1, |exec, args| {
        let value = to_float(&args[0]);
        float(exec, args, "float64", value)
    }),
    ("floor", 1, 1, |exec, args| {
        let rounded = to_float(&args[0]).floor();
        float(exec, args, "floor", rounded)
    }),
    ("int", 1, 1, |exec, args| {
        let int = to_int64(&args[0]);
        int_of(exec, args, "int", int)
    }),
    ("int64", 1, 1, |exec, args| {
        let int = to_int64(&args[0]);
        int64(exec, args, "int64", int)
    }),
    ("max", 1, ANY, max),
    ("maxf", 1, ANY, |exec, args| {
        let value = args.iter().map(to_float).fold(f64::NEG_INFINITY, f64::max);
        float(exec, args, "maxf", value)
    }),
    ("min", 1, ANY, |exec, args| {
        let value = args.iter().map(to_int64).min().unwrap_or(0);
        int64(exec, args, "min", value)
    }),
    ("minf", 1, ANY, |exec, args| {
        let value = args.iter().map(to_float).fold(f64::INFINITY, f64::min);
        float(exec, args, "minf", value)
    }),
    ("mod", 2, 2, |exec, args| divided(exec, args, "mod", i64::checked_rem)),
    ("mul", 1, ANY, |exec, args| folded(exec, args, "mul", 1, i64::checked_mul)),
    ("mulf", 1, ANY, |exec, args| {
        let product = args.iter().map(to_float).product();
        float(exec, args, "mulf", product)
    }),
    ("round", 2, 3, round),
    ("seq", 0, 3, seq),
    ("sub", 2, 2, |exec, args| {
        let value = to_int64(&args[0]).wrapping_sub(to_int64(&args[1]));
        int64(exec, args, "sub", value)
    }),
    ("subf", 1, ANY, |exec, args| {
        let first = to_float(&args[0]);
        let value = args[1..].iter().map(to_float).fold(first, |a, b| a - b);
        float(exec, args, "subf", value)
    }),
    ("toDecimal", 1, 1, |exec, args| {
        let text = super::strings::as_text(&args[0]);
        let value = i64::from_str_radix(text.as_str(), 8).unwrap_or(0);
        int64(exec, args, "toDecimal", value)
    }),
    ("until", 1, 1, |exec, args| {
        let end = args::int(exec, args, 0)?;
        let step = if end < 0 { -1 } else { 1 };
        steps(exec, args, 0, end, step)
    }),
    ("untilStep", 3, 3, |exec, args| {
        let (start, end) = (args::int(exec, args, 0)?, args::int(exec, args, 1)?);
        let step = args::int(exec, args, 2)?;
        steps(exec, args, start, end, step)
    }),
];

/// cast.ToInt64: `"0x10"` is 16, `"010"` is 8, `"08"` and `"1.5"` are 0, 1.9 is 1.
pub(super) fn to_int64(value: &Value) -> i64 {
    match &value.data {
        Data::Bool(value) => i64::from(*value),
        Data::Int(int, _) => *int,
        #[expect(clippy::cast_possible_truncation, reason = "Go cuts it likewise")]
        Data::Float(float) => *float as i64,
        Data::Str(text) => int_text(text.as_str()),
        _ => 0,
    }
}

/// cast trims zeros behind a point before it parses: `"8.0"` is 8.
fn int_text(text: &str) -> i64 {
    let trimmed = match text.split_once('.') {
        Some((whole, zeros)) if !zeros.is_empty() && zeros.bytes().all(|it| it == b'0') => whole,
        _ => text,
    };
    crate::template::parse_int(trimmed).unwrap_or(0)
}

/// cast.ToFloat64.
pub(super) fn to_float(value: &Value) -> f64 {
    match &value.data {
        Data::Bool(value) => f64::from(u8::from(*value)),
        #[expect(clippy::cast_precision_loss, reason = "Go rounds it likewise")]
        Data::Int(int, _) => *int as f64,
        Data::Float(float) => *float,
        Data::Str(text) => crate::template::parse_float(text.as_str()).unwrap_or(0.0),
        _ => 0.0,
    }
}

fn int64(exec: &mut Exec, args: &[Value], name: &str, value: i64) -> Result<Value> {
    let from = exec.derived(name, args);
    Ok(Value::int64(value, from))
}

fn int_of(exec: &mut Exec, args: &[Value], name: &str, value: i64) -> Result<Value> {
    let from = exec.derived(name, args);
    Ok(Value::int(value, from))
}

fn float(exec: &mut Exec, args: &[Value], name: &str, value: f64) -> Result<Value> {
    let from = exec.derived(name, args);
    Ok(Value::new(Data::Float(value), from))
}

fn folded(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    first: i64,
    with: fn(i64, i64) -> Option<i64>,
) -> Result<Value> {
    let total = args.iter().map(to_int64).try_fold(first, with).unwrap_or(i64::MAX);
    int64(exec, args, name, total)
}

fn divided(
    exec: &mut Exec,
    args: &[Value],
    name: &str,
    with: fn(i64, i64) -> Option<i64>,
) -> Result<Value> {
    match with(to_int64(&args[0]), to_int64(&args[1])) {
        Some(value) => int64(exec, args, name, value),
        None => Err(exec.error("runtime error: integer divide by zero")),
    }
}

fn max(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let value = args.iter().map(to_int64).max().unwrap_or(0);
    int64(exec, args, "max", value)
}

/// sprig numeric.go round: half goes up unless another share is given.
fn round(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let places = i32::try_from(to_int64(&args[1])).unwrap_or(0);
    let half = args.get(2).map_or(0.5, to_float);
    let power = 10f64.powi(places);
    let scaled = to_float(&args[0]) * power;
    let (whole, rest) = (scaled.trunc(), scaled.fract().abs());
    let up = if scaled < 0.0 { whole - 1.0 } else { whole + 1.0 };
    float(exec, args, "round", if rest >= half { up / power } else { whole / power })
}

fn steps(exec: &mut Exec, args: &[Value], start: i64, end: i64, step: i64) -> Result<Value> {
    let from = exec.derived("until", args);
    let mut values = Vec::new();
    let mut at = start;
    while step != 0 && (if step > 0 { at < end } else { at > end }) {
        if values.len() % 1024 == 0 {
            exec.charge(1024 * 16)?;
        }
        values.push(Value::int(at, from));
        at = at.saturating_add(step);
    }
    Ok(Value::list(values, from))
}

/// `seq 1 2 5` as the program prints it, but between blanks. sprig numeric.go seq.
fn seq(exec: &mut Exec, args: &[Value]) -> Result<Value> {
    let ints: Vec<i64> =
        (0..args.len()).map(|at| args::int(exec, args, at)).collect::<Result<_>>()?;
    let toward = |start: i64, end: i64| if end < start { -1 } else { 1 };
    let (start, end, step) = match ints[..] {
        [] => return Ok(Value::str("", OriginId::NONE)),
        [end] => (1, end, toward(1, end)),
        [start, end] => (start, end, toward(start, end)),
        [start, step, end] => (start, end, step),
        _ => unreachable!("seq takes at most three arguments"),
    };
    if step == 0 || (step > 0) != (end >= start) && start != end {
        return Ok(Value::str("", OriginId::NONE));
    }
    let list = steps(exec, args, start, end.saturating_add(step.signum()), step)?;
    let Data::List(items) = &list.data else { return Ok(list) };
    let words: Vec<String> = items.iter().map(|it| to_int64(it).to_string()).collect();
    Ok(Value::str(words.join(" "), list.from))
}
