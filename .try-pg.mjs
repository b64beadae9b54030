// ../../tmp/pgwork/dec.ts
import fs from "node:fs";

// connectors/sdk/postgres/datetime.ts
var daysTo2000 = 10957;
var microsPerDay = 864e8;
var maxInt64 = 2n ** 63n - 1n;
var minInt64 = -(2n ** 63n);
var infiniteDate = 2147483647;
var minusInfiniteDate = -2147483648;
var pad2 = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, "0"));
var dateTexts = /* @__PURE__ */ new Map();
var maxDateTexts = 5e4;
function dateText(days) {
  if (days === infiniteDate) return "infinity";
  if (days === minusInfiniteDate) return "-infinity";
  const known = dateTexts.get(days);
  if (known !== void 0) return known;
  if (dateTexts.size >= maxDateTexts) dateTexts.clear();
  const text = formatDate(days);
  dateTexts.set(days, text);
  return text;
}
function formatDate(days) {
  const shifted = days + daysTo2000 + 719468;
  const era = Math.floor(shifted / 146097);
  const dayOfEra = shifted - era * 146097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36524) - Math.floor(dayOfEra / 146096)) / 365
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1;
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${formatYear(year)}-${pad2[month]}-${pad2[day]}`;
}
function formatYear(year) {
  if (year >= 0 && year <= 9999) return String(year).padStart(4, "0");
  return `${year < 0 ? "-" : "+"}${String(Math.abs(year)).padStart(4, "0")}`;
}
function timeText(micros) {
  const seconds = Math.floor(micros / 1e6);
  const fraction = micros - seconds * 1e6;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const text = `${pad2[hours]}:${pad2[minutes]}:${pad2[seconds % 60]}`;
  return fraction === 0 ? text : `${text}.${String(fraction).padStart(6, "0")}`;
}
function zoneText(secondsEast) {
  if (secondsEast === 0) return "Z";
  const seconds = Math.abs(secondsEast);
  const text = `${secondsEast < 0 ? "-" : "+"}${pad2[Math.floor(seconds / 3600)]}:${pad2[Math.floor(seconds / 60) % 60]}`;
  return seconds % 60 === 0 ? text : `${text}:${pad2[seconds % 60]}`;
}
function timestampText(view2, offset) {
  const high = view2.getInt32(offset);
  const low = view2.getUint32(offset + 4);
  if (high === 2147483647 && low === 4294967295) return "infinity";
  if (high === -2147483648 && low === 0) return "-infinity";
  let micros = high * 4294967296 + low;
  let days = Math.floor(micros / microsPerDay);
  if (Number.isSafeInteger(micros)) micros -= days * microsPerDay;
  else {
    const exact = view2.getBigInt64(offset);
    const remainder = (exact % BigInt(microsPerDay) + BigInt(microsPerDay)) % BigInt(microsPerDay);
    days = Number((exact - remainder) / BigInt(microsPerDay));
    micros = Number(remainder);
  }
  return `${dateText(days)}T${timeText(micros)}`;
}
function smallInt64(view2, offset) {
  return view2.getInt32(offset) * 4294967296 + view2.getUint32(offset + 4);
}
var firstDay = -2451545;
var zoneLimit = 16 * 3600;
var firstMicros = BigInt(firstDay) * BigInt(microsPerDay);

// connectors/sdk/postgres/numeric.ts
var signs = { positive: 0, negative: 16384, nan: 49152, infinity: 53248, minusInfinity: 61440 };
var padded = Array.from({ length: 1e4 }, (_, digit) => String(digit).padStart(4, "0"));
function numericText(view2, offset) {
  const sign = view2.getUint16(offset + 4);
  if (sign === signs.nan) return "NaN";
  if (sign === signs.infinity) return "Infinity";
  if (sign === signs.minusInfinity) return "-Infinity";
  const digits = view2.getInt16(offset);
  const weight = view2.getInt16(offset + 2);
  const scale = view2.getUint16(offset + 6);
  const digit = (index) => index >= 0 && index < digits ? view2.getUint16(offset + 8 + 2 * index) : 0;
  let text = sign === signs.negative ? "-" : "";
  if (weight < 0) text += "0";
  else text += digit(0);
  for (let index = 1; index <= weight; index++) text += padded[digit(index)] ?? "";
  if (scale === 0) return text;
  let fraction = "";
  for (let index = weight + 1; fraction.length < scale; index++) fraction += padded[digit(index)] ?? "";
  return `${text}.${fraction.slice(0, scale)}`;
}
function numericUnscaled(view2, offset, scale) {
  const digits = view2.getInt16(offset);
  const weight = view2.getInt16(offset + 2);
  const sign = view2.getUint16(offset + 4);
  if (sign !== signs.positive && sign !== signs.negative) return null;
  if (digits > 4) return exactUnscaled(view2, offset, scale);
  let value = 0;
  for (let index = 0; index < digits; index++)
    value = value * 1e4 + view2.getUint16(offset + 8 + 2 * index);
  const exponent = 4 * (weight - digits + 1) + scale;
  const unscaled = exponent >= 0 ? value * powerOfTen(exponent) : value / powerOfTen(-exponent);
  if (value > Number.MAX_SAFE_INTEGER || unscaled > Number.MAX_SAFE_INTEGER)
    return exactUnscaled(view2, offset, scale);
  return sign === signs.negative && unscaled !== 0 ? -unscaled : unscaled;
}
var powers = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
function powerOfTen(exponent) {
  return powers[exponent] ?? Number(`1e${exponent}`);
}
function exactUnscaled(view2, offset, scale) {
  const [whole = "0", fraction = ""] = numericText(view2, offset).split(".");
  return BigInt(whole + fraction.padEnd(scale, "0").slice(0, scale));
}

// connectors/sdk/postgres/texts.ts
var scratch = { bytes: new Uint8Array(0) };
var longTextBytes = 96;
function decodeTexts(column) {
  const ends = new Int32Array(column.count);
  const used = gather(column, ends);
  const all2 = Buffer.from(scratch.bytes.buffer, 0, used).toString("utf8");
  if (all2.length !== used && !toUtf16Ends(ends, used, all2.length)) return decodeOneByOne(column);
  const { view: view2, offsets, first, step, count } = column;
  const texts = new Array(count);
  let start = 0;
  for (let row = 0; row < count; row++) {
    const end = ends[row] ?? 0;
    const isNull = view2.getInt32((offsets[first + row * step] ?? 0) - 4) < 0;
    texts[row] = isNull ? null : all2.substring(start, end);
    start = end;
  }
  return texts;
}
function gather({ bytes, view: view2, offsets, first, step, count, skip }, ends) {
  if (scratch.bytes.length < bytes.length) scratch.bytes = new Uint8Array(bytes.length);
  const target = scratch.bytes;
  let used = 0;
  for (let row = 0; row < count; row++) {
    const offset = offsets[first + row * step] ?? 0;
    const end = offset + view2.getInt32(offset - 4);
    const start = offset + skip;
    if (end - start > longTextBytes) {
      target.set(bytes.subarray(start, end), used);
      used += end - start;
    } else for (let at = start; at < end; at++) target[used++] = bytes[at] ?? 0;
    ends[row] = used;
  }
  return used;
}
function toUtf16Ends(ends, used, units) {
  const bytes = scratch.bytes;
  let unit = 0;
  let at = 0;
  for (let row = 0; row < ends.length; row++) {
    const end = ends[row] ?? 0;
    for (; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if ((byte & 192) !== 128) unit += byte >= 240 ? 2 : 1;
    }
    ends[row] = unit;
  }
  return at === used && unit === units;
}
function decodeOneByOne({ bytes, view: view2, offsets, first, step, count, skip }) {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, row) => {
    const offset = offsets[first + row * step] ?? 0;
    const length = view2.getInt32(offset - 4);
    return length < 0 ? null : buffer.toString("utf8", offset + skip, offset + length);
  });
}

// connectors/sdk/postgres/tuples.ts
var signature = Uint8Array.of(80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0);
var fixedHeaderBytes = signature.length + 8;
function tupleEnd(view2, start) {
  const fields = view2.getInt16(start);
  let offset = start + 2;
  for (let field = 0; field < fields; field++) {
    const length = view2.getInt32(offset);
    offset += length > 0 ? 4 + length : 4;
  }
  return offset;
}
function indexFields(view2, count, fields) {
  const offsets = new Int32Array(count * fields);
  let offset = 0;
  let index = 0;
  for (let row = 0; row < count; row++) {
    if (view2.getInt16(offset) !== fields)
      throw new Error(`A tuple has ${view2.getInt16(offset)} fields where ${fields} were expected.`);
    offset += 2;
    for (let field = 0; field < fields; field++) {
      const length = view2.getInt32(offset);
      offset += 4;
      offsets[index++] = offset;
      if (length > 0) offset += length;
    }
  }
  return offsets;
}
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// connectors/sdk/postgres/decode-rows.ts
function decodeRows(block, types2) {
  const { bytes, count } = block;
  const view2 = viewOf(bytes);
  const offsets = indexFields(view2, count, types2.length);
  const rows = Array.from({ length: count }, () => new Array(types2.length).fill(null));
  for (const [field, type] of types2.entries()) {
    if (isTextType(type)) {
      const skip = type === "jsonb" ? 1 : 0;
      const texts = decodeTexts({ bytes, view: view2, offsets, first: field, step: types2.length, count, skip });
      for (const [index, row] of rows.entries()) row[field] = texts[index] ?? null;
    } else fillField(rows, field, view2, offsets, readers[type]);
  }
  return rows;
}
function fillField(rows, field, view2, offsets, read) {
  const step = rows[0]?.length ?? 0;
  for (const [index, row] of rows.entries()) {
    const offset = offsets[index * step + field] ?? 0;
    const length = view2.getInt32(offset - 4);
    if (length >= 0) row[field] = read(view2, offset, length);
  }
}
function isTextType(type) {
  return type === "text" || type === "varchar" || type === "bpchar" || type === "json" || type === "jsonb";
}
var readers = {
  bool: (view2, offset) => view2.getUint8(offset) !== 0,
  int2: (view2, offset) => view2.getInt16(offset),
  int4: (view2, offset) => view2.getInt32(offset),
  int8: readInt64,
  float4: (view2, offset) => shortestFloat32(view2.getFloat32(offset)),
  float8: (view2, offset) => view2.getFloat64(offset),
  numeric: (view2, offset) => numericText(view2, offset),
  bytea: (view2, offset, length) => new Uint8Array(view2.buffer, view2.byteOffset + offset, length).slice(),
  date: (view2, offset) => dateText(view2.getInt32(offset)),
  time: (view2, offset) => timeText(smallInt64(view2, offset)),
  timetz: readZonedTime,
  timestamp: (view2, offset) => timestampText(view2, offset),
  timestamptz: readInstant,
  uuid: readUuid
};
function readInt64(view2, offset) {
  const quick = view2.getInt32(offset) * 4294967296 + view2.getUint32(offset + 4);
  return Number.isSafeInteger(quick) ? quick : view2.getBigInt64(offset);
}
var smallestNormal = 2 ** -126;
function shortestFloat32(value) {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || size < 2 ** 24 && Number.isInteger(value)) return value;
  for (let digits = size < smallestNormal ? 1 : 6; digits < 9; digits++) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return candidate;
  }
  return Number(value.toPrecision(9));
}
function readZonedTime(view2, offset) {
  return timeText(smallInt64(view2, offset)) + zoneText(-view2.getInt32(offset + 8) || 0);
}
function readInstant(view2, offset) {
  const text = timestampText(view2, offset);
  return text.endsWith("infinity") ? text : `${text}Z`;
}
var hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
function readUuid(view2, offset) {
  let text = "";
  for (let index = 0; index < 16; index++) {
    if (index === 4 || index === 6 || index === 8 || index === 10) text += "-";
    text += hexPairs[view2.getUint8(offset + index)] ?? "";
  }
  return text;
}

// connectors/sdk/postgres/decode-columns.ts
function decodeColumns(block, types2) {
  const view2 = viewOf(block.bytes);
  const offsets = indexFields(view2, block.count, types2.length);
  const columns = [];
  for (const [first, type] of types2.entries()) {
    const field = { view: view2, bytes: block.bytes, offsets, first, step: types2.length, count: block.count };
    const column = decodeColumn(field, type);
    if (!column) return null;
    columns.push(column);
  }
  return columns;
}
function decodeColumn(field, { wire, logical: logical2 }) {
  const { count, view: view2 } = field;
  if (isTextType(wire))
    return { as: "text", values: decodeTexts({ ...field, skip: wire === "jsonb" ? 1 : 0 }) };
  switch (wire) {
    case "bool": {
      const values = new Uint8Array(count);
      return { as: "bool", values, ...fill(field, (row, at) => values[row] = view2.getUint8(at)) };
    }
    case "int2":
    case "int4":
      return decodeInt32(field, wire);
    case "int8": {
      const values = new BigInt64Array(count);
      const halves = new Int32Array(values.buffer);
      return {
        as: "int64",
        values,
        ...fill(field, (row, at) => putHalves(halves, row, view2.getInt32(at), view2.getInt32(at + 4)))
      };
    }
    case "float4":
    case "float8":
      return decodeFloat64(field, wire);
    case "numeric":
      return decodeNumeric(field, logical2);
    case "date":
      return decodeDate(field);
    case "time": {
      const values = new BigInt64Array(count);
      const halves = new Int32Array(values.buffer);
      return {
        as: "time64",
        values,
        ...fill(field, (row, at) => putHalves(halves, row, view2.getInt32(at), view2.getInt32(at + 4)))
      };
    }
    case "timestamp":
    case "timestamptz":
      return decodeMicros(field);
    case "timetz":
      return { as: "text", values: mapField(field, (at) => readZonedTime(view2, at)) };
    case "uuid":
      return { as: "text", values: mapField(field, (at) => readUuid(view2, at)) };
    case "bytea":
      return {
        as: "bytes",
        values: mapField(field, (at) => field.bytes.slice(at, at + view2.getInt32(at - 4)))
      };
  }
}
function fill(field, put) {
  const { view: view2, offsets, first, step, count } = field;
  let valid;
  for (let row = 0; row < count; row++) {
    const at = offsets[first + row * step] ?? 0;
    if (view2.getInt32(at - 4) >= 0) put(row, at);
    else {
      valid ??= new Uint8Array(count).fill(1);
      valid[row] = 0;
    }
  }
  return valid ? { valid } : {};
}
function mapField(field, read) {
  const values = new Array(field.count).fill(null);
  fill(field, (row, at) => values[row] = read(at));
  return values;
}
var isLittleEndian = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;
function putHalves(halves, row, high, low) {
  halves[2 * row + (isLittleEndian ? 1 : 0)] = high;
  halves[2 * row + (isLittleEndian ? 0 : 1)] = low;
}
function putNumber(halves, row, value) {
  putHalves(halves, row, Math.floor(value / 4294967296), value | 0);
}
function decodeInt32(field, wire) {
  const { view: view2 } = field;
  const values = new Int32Array(field.count);
  const valid = wire === "int2" ? fill(field, (row, at) => values[row] = view2.getInt16(at)) : fill(field, (row, at) => values[row] = view2.getInt32(at));
  return { as: "int32", values, ...valid };
}
function decodeFloat64(field, wire) {
  const { view: view2 } = field;
  const values = new Float64Array(field.count);
  const valid = wire === "float4" ? fill(field, (row, at) => values[row] = shortestFloat32(view2.getFloat32(at))) : fill(field, (row, at) => values[row] = view2.getFloat64(at));
  return { as: "float64", values, ...valid };
}
function decodeNumeric(field, logical2) {
  const { view: view2 } = field;
  const fits = logical2.kind === "decimal" && logical2.precision !== void 0 && logical2.precision <= 18;
  if (!fits || logical2.scale === void 0) {
    return { as: "text", values: mapField(field, (at) => numericText(view2, at)) };
  }
  const { scale } = logical2;
  const values = new BigInt64Array(field.count);
  const halves = new Int32Array(values.buffer);
  let hasForm = true;
  const valid = fill(field, (row, at) => {
    const unscaled = numericUnscaled(view2, at, scale);
    if (typeof unscaled === "number") putNumber(halves, row, unscaled);
    else if (unscaled === null) hasForm = false;
    else values[row] = unscaled;
  });
  return hasForm ? { as: "decimal64", values, scale, ...valid } : null;
}
function decodeDate(field) {
  const { view: view2 } = field;
  const values = new Int32Array(field.count);
  const valid = fill(field, (row, at) => {
    const days = view2.getInt32(at);
    if (days === infiniteDate) values[row] = 2147483647;
    else values[row] = days === minusInfiniteDate ? -2147483647 : days + daysTo2000;
  });
  return { as: "date32", values, ...valid };
}
var microsTo2000 = daysTo2000 * microsPerDay;
var lastMicros = maxInt64 - 1n - BigInt(microsTo2000);
function decodeMicros(field) {
  const { view: view2 } = field;
  const values = new BigInt64Array(field.count);
  const halves = new Int32Array(values.buffer);
  let hasForm = true;
  const valid = fill(field, (row, at) => {
    const quick = view2.getInt32(at) * 4294967296 + view2.getUint32(at + 4);
    const sinceEpoch = quick + microsTo2000;
    if (Number.isSafeInteger(sinceEpoch)) return putNumber(halves, row, sinceEpoch);
    const exact = view2.getBigInt64(at);
    if (exact === maxInt64) values[row] = maxInt64;
    else if (exact === minInt64) values[row] = -maxInt64;
    else if (exact > lastMicros) hasForm = false;
    else values[row] = exact + BigInt(microsTo2000);
  });
  return hasForm ? { as: "micros64", values, ...valid } : null;
}

// ../../tmp/pgwork/dec.ts
var src = fs.readFileSync("/tmp/pgwork/li.bin");
var all = new Uint8Array(src.subarray(19, src.length - 2));
var view = viewOf(all);
var blocks = [];
{
  let o = 0, s = 0, n = 0;
  while (o < all.length) {
    o = tupleEnd(view, o);
    n++;
    if (o - s > 2 << 20 || o === all.length) {
      blocks.push({ bytes: all.subarray(s, o), count: n });
      s = o;
      n = 0;
    }
  }
}
var types = ["int8", "int4", "int4", "int4", "numeric", "numeric", "numeric", "numeric", "bpchar", "bpchar", "date", "date", "date", "bpchar", "bpchar", "varchar"];
var logical = (t) => t === "numeric" ? { kind: "decimal", precision: 15, scale: 2 } : { kind: "string" };
var cpu = () => {
  const c = process.cpuUsage();
  return (c.user + c.system) / 1e3;
};
function time(name, f) {
  for (const b of blocks) f(b);
  const xs = [];
  for (let k = 0; k < 7; k++) {
    const c = cpu();
    for (const b of blocks) f(b);
    xs.push(cpu() - c);
  }
  xs.sort((a, b) => a - b);
  console.log(name.padEnd(30), "min", (xs[0] * 6).toFixed(0), "median", (xs[3] * 6).toFixed(0), "ms cpu per 1.8M rows");
}
var only = process.argv[2];
var tests = {
  index: (b) => {
    indexFields(viewOf(b.bytes), b.count, 16);
  },
  columns: (b) => {
    decodeColumns(b, types.map((wire) => ({ wire, logical: logical(wire) })));
  },
  rows: (b) => {
    decodeRows(b, [...types]);
  },
  texts: (b) => {
    const v = viewOf(b.bytes);
    const offsets = indexFields(v, b.count, 16);
    for (const first of [8, 9, 13, 14, 15]) decodeTexts({ bytes: b.bytes, view: v, offsets, first, step: 16, count: b.count, skip: 0 });
  },
  numericText: (b) => {
    const v = viewOf(b.bytes);
    const offsets = indexFields(v, b.count, 16);
    for (const first of [4, 5, 6, 7]) for (let r = 0; r < b.count; r++) numericText(v, offsets[first + r * 16]);
  }
};
for (const [n, f] of Object.entries(tests)) if (!only || n === only) time(n, f);
//# sourceMappingURL=data:application/json;base64,ewogICJ2ZXJzaW9uIjogMywKICAic291cmNlcyI6IFsiLi4vLi4vdG1wL3Bnd29yay9kZWMudHMiLCAiY29ubmVjdG9ycy9zZGsvcG9zdGdyZXMvZGF0ZXRpbWUudHMiLCAiY29ubmVjdG9ycy9zZGsvcG9zdGdyZXMvbnVtZXJpYy50cyIsICJjb25uZWN0b3JzL3Nkay9wb3N0Z3Jlcy90ZXh0cy50cyIsICJjb25uZWN0b3JzL3Nkay9wb3N0Z3Jlcy90dXBsZXMudHMiLCAiY29ubmVjdG9ycy9zZGsvcG9zdGdyZXMvZGVjb2RlLXJvd3MudHMiLCAiY29ubmVjdG9ycy9zZGsvcG9zdGdyZXMvZGVjb2RlLWNvbHVtbnMudHMiXSwKICAic291cmNlc0NvbnRlbnQiOiBbImltcG9ydCBmcyBmcm9tIFwibm9kZTpmc1wiO1xuaW1wb3J0IHsgZGVjb2RlUm93cyB9IGZyb20gXCJAL2Nvbm5lY3RvcnMvc2RrL3Bvc3RncmVzL2RlY29kZS1yb3dzXCI7XG5pbXBvcnQgeyBkZWNvZGVDb2x1bW5zIH0gZnJvbSBcIkAvY29ubmVjdG9ycy9zZGsvcG9zdGdyZXMvZGVjb2RlLWNvbHVtbnNcIjtcbmltcG9ydCB7IGluZGV4RmllbGRzLCB0dXBsZUVuZCwgdmlld09mIH0gZnJvbSBcIkAvY29ubmVjdG9ycy9zZGsvcG9zdGdyZXMvdHVwbGVzXCI7XG5pbXBvcnQgeyBkZWNvZGVUZXh0cyB9IGZyb20gXCJAL2Nvbm5lY3RvcnMvc2RrL3Bvc3RncmVzL3RleHRzXCI7XG5pbXBvcnQgeyBudW1lcmljVGV4dCB9IGZyb20gXCJAL2Nvbm5lY3RvcnMvc2RrL3Bvc3RncmVzL251bWVyaWNcIjtcbmNvbnN0IHNyYyA9IGZzLnJlYWRGaWxlU3luYyhcIi90bXAvcGd3b3JrL2xpLmJpblwiKTsgY29uc3QgYWxsID0gbmV3IFVpbnQ4QXJyYXkoc3JjLnN1YmFycmF5KDE5LCBzcmMubGVuZ3RoIC0gMikpOyBjb25zdCB2aWV3ID0gdmlld09mKGFsbCk7XG5jb25zdCBibG9ja3M6IHsgYnl0ZXM6IFVpbnQ4QXJyYXk7IGNvdW50OiBudW1iZXIgfVtdID0gW107IHsgbGV0IG8gPSAwLCBzID0gMCwgbiA9IDA7IHdoaWxlIChvIDwgYWxsLmxlbmd0aCkgeyBvID0gdHVwbGVFbmQodmlldywgbyk7IG4rKzsgaWYgKG8gLSBzID4gMiA8PCAyMCB8fCBvID09PSBhbGwubGVuZ3RoKSB7IGJsb2Nrcy5wdXNoKHsgYnl0ZXM6IGFsbC5zdWJhcnJheShzLCBvKSwgY291bnQ6IG4gfSk7IHMgPSBvOyBuID0gMDsgfSB9IH1cbmNvbnN0IHR5cGVzID0gW1wiaW50OFwiLFwiaW50NFwiLFwiaW50NFwiLFwiaW50NFwiLFwibnVtZXJpY1wiLFwibnVtZXJpY1wiLFwibnVtZXJpY1wiLFwibnVtZXJpY1wiLFwiYnBjaGFyXCIsXCJicGNoYXJcIixcImRhdGVcIixcImRhdGVcIixcImRhdGVcIixcImJwY2hhclwiLFwiYnBjaGFyXCIsXCJ2YXJjaGFyXCJdIGFzIGNvbnN0O1xuY29uc3QgbG9naWNhbCA9ICh0OiBzdHJpbmcpID0+IHQgPT09IFwibnVtZXJpY1wiID8geyBraW5kOiBcImRlY2ltYWxcIiBhcyBjb25zdCwgcHJlY2lzaW9uOiAxNSwgc2NhbGU6IDIgfSA6IHsga2luZDogXCJzdHJpbmdcIiBhcyBjb25zdCB9O1xuY29uc3QgY3B1ID0gKCkgPT4geyBjb25zdCBjID0gcHJvY2Vzcy5jcHVVc2FnZSgpOyByZXR1cm4gKGMudXNlciArIGMuc3lzdGVtKSAvIDEwMDA7IH07XG5mdW5jdGlvbiB0aW1lKG5hbWU6IHN0cmluZywgZjogKGI6IHsgYnl0ZXM6IFVpbnQ4QXJyYXk7IGNvdW50OiBudW1iZXIgfSkgPT4gdm9pZCkgeyBmb3IgKGNvbnN0IGIgb2YgYmxvY2tzKSBmKGIpOyBjb25zdCB4czogbnVtYmVyW10gPSBbXTsgZm9yIChsZXQgayA9IDA7IGsgPCA3OyBrKyspIHsgY29uc3QgYyA9IGNwdSgpOyBmb3IgKGNvbnN0IGIgb2YgYmxvY2tzKSBmKGIpOyB4cy5wdXNoKGNwdSgpIC0gYyk7IH0geHMuc29ydCgoYSwgYikgPT4gYSAtIGIpOyBjb25zb2xlLmxvZyhuYW1lLnBhZEVuZCgzMCksIFwibWluXCIsICh4c1swXSEgKiA2KS50b0ZpeGVkKDApLCBcIm1lZGlhblwiLCAoeHNbM10hICogNikudG9GaXhlZCgwKSwgXCJtcyBjcHUgcGVyIDEuOE0gcm93c1wiKTsgfVxuY29uc3Qgb25seSA9IHByb2Nlc3MuYXJndlsyXTtcbmNvbnN0IHRlc3RzOiBSZWNvcmQ8c3RyaW5nLCAoYjogeyBieXRlczogVWludDhBcnJheTsgY291bnQ6IG51bWJlciB9KSA9PiB2b2lkPiA9IHtcbiAgaW5kZXg6IChiKSA9PiB7IGluZGV4RmllbGRzKHZpZXdPZihiLmJ5dGVzKSwgYi5jb3VudCwgMTYpOyB9LFxuICBjb2x1bW5zOiAoYikgPT4geyBkZWNvZGVDb2x1bW5zKGIsIHR5cGVzLm1hcCgod2lyZSkgPT4gKHsgd2lyZSwgbG9naWNhbDogbG9naWNhbCh3aXJlKSB9KSkpOyB9LFxuICByb3dzOiAoYikgPT4geyBkZWNvZGVSb3dzKGIsIFsuLi50eXBlc10pOyB9LFxuICB0ZXh0czogKGIpID0+IHsgY29uc3QgdiA9IHZpZXdPZihiLmJ5dGVzKTsgY29uc3Qgb2Zmc2V0cyA9IGluZGV4RmllbGRzKHYsIGIuY291bnQsIDE2KTsgZm9yIChjb25zdCBmaXJzdCBvZiBbOCwgOSwgMTMsIDE0LCAxNV0pIGRlY29kZVRleHRzKHsgYnl0ZXM6IGIuYnl0ZXMsIHZpZXc6IHYsIG9mZnNldHMsIGZpcnN0LCBzdGVwOiAxNiwgY291bnQ6IGIuY291bnQsIHNraXA6IDAgfSk7IH0sXG4gIG51bWVyaWNUZXh0OiAoYikgPT4geyBjb25zdCB2ID0gdmlld09mKGIuYnl0ZXMpOyBjb25zdCBvZmZzZXRzID0gaW5kZXhGaWVsZHModiwgYi5jb3VudCwgMTYpOyBmb3IgKGNvbnN0IGZpcnN0IG9mIFs0LCA1LCA2LCA3XSkgZm9yIChsZXQgciA9IDA7IHIgPCBiLmNvdW50OyByKyspIG51bWVyaWNUZXh0KHYsIG9mZnNldHNbZmlyc3QgKyByICogMTZdISk7IH0sXG59O1xuZm9yIChjb25zdCBbbiwgZl0gb2YgT2JqZWN0LmVudHJpZXModGVzdHMpKSBpZiAoIW9ubHkgfHwgbiA9PT0gb25seSkgdGltZShuLCBmKTtcbiIsICIvKipcbiAqIERhdGVzIGFuZCB0aW1lcyBiZXR3ZWVuIFBvc3RncmVTUUwncyBiaW5hcnkgZm9ybXMgKGRheXMgYW5kIG1pY3Jvc2Vjb25kcyBzaW5jZSAyMDAwLTAxLTAxKSBhbmQgdGhlIHRleHRzIG9mXG4gKiB2YWx1ZXMudHMuIFRoZSBjYWxlbmRhciBpcyB0aGUgcHJvbGVwdGljIEdyZWdvcmlhbiBvbmUsIGFzIGluIFBvc3RncmVTUUwgYW5kIElTTyA4NjAxLlxuICovXG5leHBvcnQgY29uc3QgZGF5c1RvMjAwMCA9IDEwXzk1NztcbmV4cG9ydCBjb25zdCBtaWNyb3NQZXJEYXkgPSA4Nl80MDBfMDAwXzAwMDtcbmV4cG9ydCBjb25zdCBtYXhJbnQ2NCA9IDJuICoqIDYzbiAtIDFuO1xuZXhwb3J0IGNvbnN0IG1pbkludDY0ID0gLSgybiAqKiA2M24pO1xuZXhwb3J0IGNvbnN0IGluZmluaXRlRGF0ZSA9IDB4N2ZmZl9mZmZmO1xuZXhwb3J0IGNvbnN0IG1pbnVzSW5maW5pdGVEYXRlID0gLTB4ODAwMF8wMDAwO1xuXG5jb25zdCBwYWQyID0gQXJyYXkuZnJvbSh7IGxlbmd0aDogMTAwIH0sIChfLCBudW1iZXIpID0+IFN0cmluZyhudW1iZXIpLnBhZFN0YXJ0KDIsIFwiMFwiKSk7XG5jb25zdCBkYXRlVGV4dHMgPSBuZXcgTWFwPG51bWJlciwgc3RyaW5nPigpO1xuY29uc3QgbWF4RGF0ZVRleHRzID0gNTBfMDAwO1xuXG4vKiogRGF5cyBzaW5jZSAyMDAwLTAxLTAxIGFzIFwiWVlZWS1NTS1ERFwiLCB3aXRoIGEgc2lnbiBhbmQgbW9yZSBkaWdpdHMgb3V0c2lkZSB0aGUgeWVhcnMgMDAwMFx1MjAxMzk5OTkuICovXG5leHBvcnQgZnVuY3Rpb24gZGF0ZVRleHQoZGF5czogbnVtYmVyKTogc3RyaW5nIHtcbiAgaWYgKGRheXMgPT09IGluZmluaXRlRGF0ZSkgcmV0dXJuIFwiaW5maW5pdHlcIjtcbiAgaWYgKGRheXMgPT09IG1pbnVzSW5maW5pdGVEYXRlKSByZXR1cm4gXCItaW5maW5pdHlcIjtcbiAgY29uc3Qga25vd24gPSBkYXRlVGV4dHMuZ2V0KGRheXMpO1xuICBpZiAoa25vd24gIT09IHVuZGVmaW5lZCkgcmV0dXJuIGtub3duO1xuICBpZiAoZGF0ZVRleHRzLnNpemUgPj0gbWF4RGF0ZVRleHRzKSBkYXRlVGV4dHMuY2xlYXIoKTtcbiAgY29uc3QgdGV4dCA9IGZvcm1hdERhdGUoZGF5cyk7XG4gIGRhdGVUZXh0cy5zZXQoZGF5cywgdGV4dCk7XG4gIHJldHVybiB0ZXh0O1xufVxuXG4vKiogQ291bnRzIGluIHllYXJzIHRoYXQgYmVnaW4gaW4gTWFyY2gsIGluIGVyYXMgb2YgNDAwIHllYXJzICgxNDYsMDk3IGRheXMpLCBzbyB0aGF0IGxlYXAgZGF5cyBjb21lIGxhc3QuICovXG5mdW5jdGlvbiBmb3JtYXREYXRlKGRheXM6IG51bWJlcik6IHN0cmluZyB7XG4gIGNvbnN0IHNoaWZ0ZWQgPSBkYXlzICsgZGF5c1RvMjAwMCArIDcxOV80Njg7XG4gIGNvbnN0IGVyYSA9IE1hdGguZmxvb3Ioc2hpZnRlZCAvIDE0Nl8wOTcpO1xuICBjb25zdCBkYXlPZkVyYSA9IHNoaWZ0ZWQgLSBlcmEgKiAxNDZfMDk3O1xuICBjb25zdCB5ZWFyT2ZFcmEgPSBNYXRoLmZsb29yKFxuICAgIChkYXlPZkVyYSAtXG4gICAgICBNYXRoLmZsb29yKGRheU9mRXJhIC8gMV80NjApICtcbiAgICAgIE1hdGguZmxvb3IoZGF5T2ZFcmEgLyAzNl81MjQpIC1cbiAgICAgIE1hdGguZmxvb3IoZGF5T2ZFcmEgLyAxNDZfMDk2KSkgL1xuICAgICAgMzY1LFxuICApO1xuICBjb25zdCBkYXlPZlllYXIgPSBkYXlPZkVyYSAtICgzNjUgKiB5ZWFyT2ZFcmEgKyBNYXRoLmZsb29yKHllYXJPZkVyYSAvIDQpIC0gTWF0aC5mbG9vcih5ZWFyT2ZFcmEgLyAxMDApKTtcbiAgY29uc3QgbWFyY2hNb250aCA9IE1hdGguZmxvb3IoKDUgKiBkYXlPZlllYXIgKyAyKSAvIDE1Myk7XG4gIGNvbnN0IGRheSA9IGRheU9mWWVhciAtIE1hdGguZmxvb3IoKDE1MyAqIG1hcmNoTW9udGggKyAyKSAvIDUpICsgMTtcbiAgY29uc3QgbW9udGggPSBtYXJjaE1vbnRoIDwgMTAgPyBtYXJjaE1vbnRoICsgMyA6IG1hcmNoTW9udGggLSA5O1xuICBjb25zdCB5ZWFyID0geWVhck9mRXJhICsgZXJhICogNDAwICsgKG1vbnRoIDw9IDIgPyAxIDogMCk7XG4gIHJldHVybiBgJHtmb3JtYXRZZWFyKHllYXIpfS0ke3BhZDJbbW9udGhdfS0ke3BhZDJbZGF5XX1gO1xufVxuXG5mdW5jdGlvbiBmb3JtYXRZZWFyKHllYXI6IG51bWJlcik6IHN0cmluZyB7XG4gIGlmICh5ZWFyID49IDAgJiYgeWVhciA8PSA5OTk5KSByZXR1cm4gU3RyaW5nKHllYXIpLnBhZFN0YXJ0KDQsIFwiMFwiKTtcbiAgcmV0dXJuIGAke3llYXIgPCAwID8gXCItXCIgOiBcIitcIn0ke1N0cmluZyhNYXRoLmFicyh5ZWFyKSkucGFkU3RhcnQoNCwgXCIwXCIpfWA7XG59XG5cbi8qKiBNaWNyb3NlY29uZHMgc2luY2UgbWlkbmlnaHQgYXMgXCJISDpNTTpTU1wiLCB3aXRoIHNpeCBkZWNpbWFscyB3aGVyZSB0aGV5IGFyZSBub3QgemVyby4gKi9cbmV4cG9ydCBmdW5jdGlvbiB0aW1lVGV4dChtaWNyb3M6IG51bWJlcik6IHN0cmluZyB7XG4gIGNvbnN0IHNlY29uZHMgPSBNYXRoLmZsb29yKG1pY3JvcyAvIDFfMDAwXzAwMCk7XG4gIGNvbnN0IGZyYWN0aW9uID0gbWljcm9zIC0gc2Vjb25kcyAqIDFfMDAwXzAwMDtcbiAgY29uc3QgaG91cnMgPSBNYXRoLmZsb29yKHNlY29uZHMgLyAzNjAwKTtcbiAgY29uc3QgbWludXRlcyA9IE1hdGguZmxvb3Ioc2Vjb25kcyAvIDYwKSAlIDYwO1xuICBjb25zdCB0ZXh0ID0gYCR7cGFkMltob3Vyc119OiR7cGFkMlttaW51dGVzXX06JHtwYWQyW3NlY29uZHMgJSA2MF19YDtcbiAgcmV0dXJuIGZyYWN0aW9uID09PSAwID8gdGV4dCA6IGAke3RleHR9LiR7U3RyaW5nKGZyYWN0aW9uKS5wYWRTdGFydCg2LCBcIjBcIil9YDtcbn1cblxuLyoqIFwiWlwiIG9yIFwiXHUwMEIxSEg6TU1bOlNTXVwiIGZvciBzZWNvbmRzIGVhc3Qgb2YgR3JlZW53aWNoLiAqL1xuZXhwb3J0IGZ1bmN0aW9uIHpvbmVUZXh0KHNlY29uZHNFYXN0OiBudW1iZXIpOiBzdHJpbmcge1xuICBpZiAoc2Vjb25kc0Vhc3QgPT09IDApIHJldHVybiBcIlpcIjtcbiAgY29uc3Qgc2Vjb25kcyA9IE1hdGguYWJzKHNlY29uZHNFYXN0KTtcbiAgY29uc3QgdGV4dCA9IGAke3NlY29uZHNFYXN0IDwgMCA/IFwiLVwiIDogXCIrXCJ9JHtwYWQyW01hdGguZmxvb3Ioc2Vjb25kcyAvIDM2MDApXX06JHtwYWQyW01hdGguZmxvb3Ioc2Vjb25kcyAvIDYwKSAlIDYwXX1gO1xuICByZXR1cm4gc2Vjb25kcyAlIDYwID09PSAwID8gdGV4dCA6IGAke3RleHR9OiR7cGFkMltzZWNvbmRzICUgNjBdfWA7XG59XG5cbi8qKiBBIGJpbmFyeSB0aW1lc3RhbXAgYXMgXCI8ZGF0ZT5UPHRpbWU+XCIsIHdpdGhvdXQgYSB6b25lLiAqL1xuZXhwb3J0IGZ1bmN0aW9uIHRpbWVzdGFtcFRleHQodmlldzogRGF0YVZpZXcsIG9mZnNldDogbnVtYmVyKTogc3RyaW5nIHtcbiAgY29uc3QgaGlnaCA9IHZpZXcuZ2V0SW50MzIob2Zmc2V0KTtcbiAgY29uc3QgbG93ID0gdmlldy5nZXRVaW50MzIob2Zmc2V0ICsgNCk7XG4gIGlmIChoaWdoID09PSAweDdmZmZfZmZmZiAmJiBsb3cgPT09IDB4ZmZmZl9mZmZmKSByZXR1cm4gXCJpbmZpbml0eVwiO1xuICBpZiAoaGlnaCA9PT0gLTB4ODAwMF8wMDAwICYmIGxvdyA9PT0gMCkgcmV0dXJuIFwiLWluZmluaXR5XCI7XG4gIGxldCBtaWNyb3MgPSBoaWdoICogMHgxXzAwMDBfMDAwMCArIGxvdztcbiAgbGV0IGRheXMgPSBNYXRoLmZsb29yKG1pY3JvcyAvIG1pY3Jvc1BlckRheSk7XG4gIGlmIChOdW1iZXIuaXNTYWZlSW50ZWdlcihtaWNyb3MpKSBtaWNyb3MgLT0gZGF5cyAqIG1pY3Jvc1BlckRheTtcbiAgZWxzZSB7XG4gICAgY29uc3QgZXhhY3QgPSB2aWV3LmdldEJpZ0ludDY0KG9mZnNldCk7XG4gICAgY29uc3QgcmVtYWluZGVyID0gKChleGFjdCAlIEJpZ0ludChtaWNyb3NQZXJEYXkpKSArIEJpZ0ludChtaWNyb3NQZXJEYXkpKSAlIEJpZ0ludChtaWNyb3NQZXJEYXkpO1xuICAgIGRheXMgPSBOdW1iZXIoKGV4YWN0IC0gcmVtYWluZGVyKSAvIEJpZ0ludChtaWNyb3NQZXJEYXkpKTtcbiAgICBtaWNyb3MgPSBOdW1iZXIocmVtYWluZGVyKTtcbiAgfVxuICByZXR1cm4gYCR7ZGF0ZVRleHQoZGF5cyl9VCR7dGltZVRleHQobWljcm9zKX1gO1xufVxuXG4vKiogQSBub24tbmVnYXRpdmUgNjQtYml0IGludGVnZXIgdGhhdCBpcyBrbm93biB0byBiZSBzbWFsbCwgYXMgdGhvc2Ugb2YgdGltZXMgYXJlLiAqL1xuZXhwb3J0IGZ1bmN0aW9uIHNtYWxsSW50NjQodmlldzogRGF0YVZpZXcsIG9mZnNldDogbnVtYmVyKTogbnVtYmVyIHtcbiAgcmV0dXJuIHZpZXcuZ2V0SW50MzIob2Zmc2V0KSAqIDB4MV8wMDAwXzAwMDAgKyB2aWV3LmdldFVpbnQzMihvZmZzZXQgKyA0KTtcbn1cblxuY29uc3QgZGF0ZVBhdHRlcm4gPSAvXihbKy1dP1xcZHs0LH0pLShcXGRcXGQpLShcXGRcXGQpJC87XG5jb25zdCB0aW1lUGF0dGVybiA9IC9eKFxcZFxcZCk6KFxcZFxcZCk6KFxcZFxcZCkoPzpcXC4oXFxkezEsNn0pKT8oWnxbKy1dXFxkXFxkOlxcZFxcZCg/OjpcXGRcXGQpPyk/JC87XG5jb25zdCBmaXJzdERheSA9IC0yXzQ1MV81NDU7IC8vIDQ3MTQtMTEtMjQgQkMsIHdoZXJlIFBvc3RncmVTUUwncyBjYWxlbmRhciBiZWdpbnNcbmNvbnN0IGxhc3REYXkgPSAyXzE0NV8wMzFfOTQ4OyAvLyA1ODc0ODk3LTEyLTMxXG5jb25zdCB6b25lTGltaXQgPSAxNiAqIDM2MDA7XG5jb25zdCBmaXJzdE1pY3JvcyA9IEJpZ0ludChmaXJzdERheSkgKiBCaWdJbnQobWljcm9zUGVyRGF5KTtcbmNvbnN0IGVuZE1pY3JvcyA9IDlfMjIzXzM3MV8zMzFfMjAwXzAwMF8wMDBuOyAvLyAyOTQyNzctMDEtMDFcblxuLyoqIERheXMgc2luY2UgMjAwMC0wMS0wMTsgbnVsbCB3aGVyZSB0aGUgdGV4dCBpcyBubyBkYXRlIG9yIFBvc3RncmVTUUwgY2Fubm90IGhvbGQgaXQuICovXG5leHBvcnQgZnVuY3Rpb24gcGFyc2VEYXRlKHRleHQ6IHN0cmluZyk6IG51bWJlciB8IG51bGwge1xuICBpZiAodGV4dCA9PT0gXCJpbmZpbml0eVwiKSByZXR1cm4gaW5maW5pdGVEYXRlO1xuICBpZiAodGV4dCA9PT0gXCItaW5maW5pdHlcIikgcmV0dXJuIG1pbnVzSW5maW5pdGVEYXRlO1xuICBjb25zdCBkYXlzID0gcGFyc2VDYWxlbmRhckRhdGUodGV4dCk7XG4gIHJldHVybiBkYXlzICE9PSBudWxsICYmIGRheXMgPj0gZmlyc3REYXkgJiYgZGF5cyA8PSBsYXN0RGF5ID8gZGF5cyA6IG51bGw7XG59XG5cbmZ1bmN0aW9uIHBhcnNlQ2FsZW5kYXJEYXRlKHRleHQ6IHN0cmluZyk6IG51bWJlciB8IG51bGwge1xuICBjb25zdCBtYXRjaCA9IGRhdGVQYXR0ZXJuLmV4ZWModGV4dCk7XG4gIGlmICghbWF0Y2gpIHJldHVybiBudWxsO1xuICBjb25zdCB5ZWFyID0gTnVtYmVyKG1hdGNoWzFdKTtcbiAgY29uc3QgbW9udGggPSBOdW1iZXIobWF0Y2hbMl0pO1xuICBjb25zdCBkYXkgPSBOdW1iZXIobWF0Y2hbM10pO1xuICBpZiAobW9udGggPCAxIHx8IG1vbnRoID4gMTIgfHwgZGF5IDwgMSB8fCBkYXkgPiBkYXlzSW5Nb250aCh5ZWFyLCBtb250aCkpIHJldHVybiBudWxsO1xuICBjb25zdCBtYXJjaFllYXIgPSBtb250aCA8PSAyID8geWVhciAtIDEgOiB5ZWFyO1xuICBjb25zdCBlcmEgPSBNYXRoLmZsb29yKG1hcmNoWWVhciAvIDQwMCk7XG4gIGNvbnN0IHllYXJPZkVyYSA9IG1hcmNoWWVhciAtIGVyYSAqIDQwMDtcbiAgY29uc3QgZGF5T2ZZZWFyID0gTWF0aC5mbG9vcigoMTUzICogKG1vbnRoID4gMiA/IG1vbnRoIC0gMyA6IG1vbnRoICsgOSkgKyAyKSAvIDUpICsgZGF5IC0gMTtcbiAgY29uc3QgZGF5T2ZFcmEgPSB5ZWFyT2ZFcmEgKiAzNjUgKyBNYXRoLmZsb29yKHllYXJPZkVyYSAvIDQpIC0gTWF0aC5mbG9vcih5ZWFyT2ZFcmEgLyAxMDApICsgZGF5T2ZZZWFyO1xuICByZXR1cm4gZXJhICogMTQ2XzA5NyArIGRheU9mRXJhIC0gNzE5XzQ2OCAtIGRheXNUbzIwMDA7XG59XG5cbmZ1bmN0aW9uIGRheXNJbk1vbnRoKHllYXI6IG51bWJlciwgbW9udGg6IG51bWJlcik6IG51bWJlciB7XG4gIGlmIChtb250aCA9PT0gMikgcmV0dXJuIHllYXIgJSA0ID09PSAwICYmICh5ZWFyICUgMTAwICE9PSAwIHx8IHllYXIgJSA0MDAgPT09IDApID8gMjkgOiAyODtcbiAgcmV0dXJuIG1vbnRoID09PSA0IHx8IG1vbnRoID09PSA2IHx8IG1vbnRoID09PSA5IHx8IG1vbnRoID09PSAxMSA/IDMwIDogMzE7XG59XG5cbmV4cG9ydCBpbnRlcmZhY2UgUGFyc2VkVGltZSB7XG4gIC8qKiBTaW5jZSBtaWRuaWdodDsgMjQ6MDA6MDAgaXMgYWxsb3dlZC4gKi9cbiAgbWljcm9zOiBudW1iZXI7XG4gIC8qKiBTZWNvbmRzIGVhc3Qgb2YgR3JlZW53aWNoOyBudWxsIHdpdGhvdXQgYSB6b25lLiAqL1xuICB6b25lOiBudW1iZXIgfCBudWxsO1xufVxuXG5leHBvcnQgZnVuY3Rpb24gcGFyc2VUaW1lKHRleHQ6IHN0cmluZyk6IFBhcnNlZFRpbWUgfCBudWxsIHtcbiAgY29uc3QgbWF0Y2ggPSB0aW1lUGF0dGVybi5leGVjKHRleHQpO1xuICBpZiAoIW1hdGNoKSByZXR1cm4gbnVsbDtcbiAgY29uc3QgW2hvdXJzLCBtaW51dGVzLCBzZWNvbmRzXSA9IFtOdW1iZXIobWF0Y2hbMV0pLCBOdW1iZXIobWF0Y2hbMl0pLCBOdW1iZXIobWF0Y2hbM10pXTtcbiAgaWYgKG1pbnV0ZXMgPiA1OSB8fCBzZWNvbmRzID4gNTkpIHJldHVybiBudWxsO1xuICBjb25zdCBtaWNyb3MgPVxuICAgIChob3VycyAqIDM2MDAgKyBtaW51dGVzICogNjAgKyBzZWNvbmRzKSAqIDFfMDAwXzAwMCArIE51bWJlcigobWF0Y2hbNF0gPz8gXCJcIikucGFkRW5kKDYsIFwiMFwiKSk7XG4gIGNvbnN0IHpvbmUgPSBtYXRjaFs1XSA9PT0gdW5kZWZpbmVkID8gbnVsbCA6IHBhcnNlWm9uZShtYXRjaFs1XSk7XG4gIHJldHVybiBtaWNyb3MgPD0gbWljcm9zUGVyRGF5ICYmIE1hdGguYWJzKHpvbmUgPz8gMCkgPCB6b25lTGltaXQgPyB7IG1pY3Jvcywgem9uZSB9IDogbnVsbDtcbn1cblxuZnVuY3Rpb24gcGFyc2Vab25lKHRleHQ6IHN0cmluZyk6IG51bWJlciB7XG4gIGlmICh0ZXh0ID09PSBcIlpcIikgcmV0dXJuIDA7XG4gIGNvbnN0IFtob3VycyA9IDAsIG1pbnV0ZXMgPSAwLCBzZWNvbmRzID0gMF0gPSB0ZXh0LnNsaWNlKDEpLnNwbGl0KFwiOlwiKS5tYXAoTnVtYmVyKTtcbiAgY29uc3QgdG90YWwgPSBob3VycyAqIDM2MDAgKyBtaW51dGVzICogNjAgKyBzZWNvbmRzO1xuICByZXR1cm4gdGV4dC5zdGFydHNXaXRoKFwiLVwiKSA/IC10b3RhbCA6IHRvdGFsO1xufVxuXG4vKiogTWljcm9zZWNvbmRzIHNpbmNlIDIwMDAtMDEtMDEsIGluIFVUQyB3aGVyZSB0aGUgdGV4dCBoYXMgYSB6b25lOyBudWxsIHdoZXJlIFBvc3RncmVTUUwgY2Fubm90IGhvbGQgaXQuICovXG5leHBvcnQgZnVuY3Rpb24gcGFyc2VUaW1lc3RhbXAodGV4dDogc3RyaW5nKTogbnVtYmVyIHwgYmlnaW50IHwgbnVsbCB7XG4gIGlmICh0ZXh0ID09PSBcImluZmluaXR5XCIpIHJldHVybiBtYXhJbnQ2NDtcbiAgaWYgKHRleHQgPT09IFwiLWluZmluaXR5XCIpIHJldHVybiBtaW5JbnQ2NDtcbiAgY29uc3Qgc3BsaXQgPSB0ZXh0LmluZGV4T2YoXCJUXCIpO1xuICBjb25zdCBkYXlzID0gc3BsaXQgPCAwID8gbnVsbCA6IHBhcnNlQ2FsZW5kYXJEYXRlKHRleHQuc2xpY2UoMCwgc3BsaXQpKTtcbiAgY29uc3QgdGltZSA9IHNwbGl0IDwgMCA/IG51bGwgOiBwYXJzZVRpbWUodGV4dC5zbGljZShzcGxpdCArIDEpKTtcbiAgaWYgKGRheXMgPT09IG51bGwgfHwgdGltZSA9PT0gbnVsbCkgcmV0dXJuIG51bGw7XG4gIGNvbnN0IG1pY3JvcyA9IHRpbWUubWljcm9zIC0gKHRpbWUuem9uZSA/PyAwKSAqIDFfMDAwXzAwMDtcbiAgY29uc3QgcXVpY2sgPSBkYXlzICogbWljcm9zUGVyRGF5ICsgbWljcm9zO1xuICBpZiAoTnVtYmVyLmlzU2FmZUludGVnZXIocXVpY2spKSByZXR1cm4gcXVpY2s7XG4gIGNvbnN0IGV4YWN0ID0gQmlnSW50KGRheXMpICogQmlnSW50KG1pY3Jvc1BlckRheSkgKyBCaWdJbnQobWljcm9zKTtcbiAgcmV0dXJuIGV4YWN0ID49IGZpcnN0TWljcm9zICYmIGV4YWN0IDwgZW5kTWljcm9zID8gZXhhY3QgOiBudWxsO1xufVxuIiwgIi8qKlxuICogbnVtZXJpYyBpbiBiaW5hcnk6IDE2LWJpdCB3b3JkcyBgZGlnaXRzYCwgYHdlaWdodGAsIGBzaWduYCwgYHNjYWxlYCwgdGhlbiB0aGUgZGlnaXRzIGluIGJhc2UgMTAsMDAwLCB0aGUgZmlyc3Qgb2ZcbiAqIHdoaWNoIGNvdW50cyAxMDAwMF53ZWlnaHQuXG4gKi9cbmNvbnN0IHNpZ25zID0geyBwb3NpdGl2ZTogMHgwMDAwLCBuZWdhdGl2ZTogMHg0MDAwLCBuYW46IDB4YzAwMCwgaW5maW5pdHk6IDB4ZDAwMCwgbWludXNJbmZpbml0eTogMHhmMDAwIH07XG5cbmNvbnN0IHBhZGRlZCA9IEFycmF5LmZyb20oeyBsZW5ndGg6IDEwXzAwMCB9LCAoXywgZGlnaXQpID0+IFN0cmluZyhkaWdpdCkucGFkU3RhcnQoNCwgXCIwXCIpKTtcblxuLyoqIFRoZSBudW1iZXIgYXMgUG9zdGdyZVNRTCB3cml0ZXMgaXQ6IG5vIGV4cG9uZW50LCBhcyBtYW55IGRlY2ltYWxzIGFzIGl0cyBzY2FsZS4gKi9cbmV4cG9ydCBmdW5jdGlvbiBudW1lcmljVGV4dCh2aWV3OiBEYXRhVmlldywgb2Zmc2V0OiBudW1iZXIpOiBzdHJpbmcge1xuICBjb25zdCBzaWduID0gdmlldy5nZXRVaW50MTYob2Zmc2V0ICsgNCk7XG4gIGlmIChzaWduID09PSBzaWducy5uYW4pIHJldHVybiBcIk5hTlwiO1xuICBpZiAoc2lnbiA9PT0gc2lnbnMuaW5maW5pdHkpIHJldHVybiBcIkluZmluaXR5XCI7XG4gIGlmIChzaWduID09PSBzaWducy5taW51c0luZmluaXR5KSByZXR1cm4gXCItSW5maW5pdHlcIjtcbiAgY29uc3QgZGlnaXRzID0gdmlldy5nZXRJbnQxNihvZmZzZXQpO1xuICBjb25zdCB3ZWlnaHQgPSB2aWV3LmdldEludDE2KG9mZnNldCArIDIpO1xuICBjb25zdCBzY2FsZSA9IHZpZXcuZ2V0VWludDE2KG9mZnNldCArIDYpO1xuICBjb25zdCBkaWdpdCA9IChpbmRleDogbnVtYmVyKSA9PlxuICAgIGluZGV4ID49IDAgJiYgaW5kZXggPCBkaWdpdHMgPyB2aWV3LmdldFVpbnQxNihvZmZzZXQgKyA4ICsgMiAqIGluZGV4KSA6IDA7XG4gIGxldCB0ZXh0ID0gc2lnbiA9PT0gc2lnbnMubmVnYXRpdmUgPyBcIi1cIiA6IFwiXCI7XG4gIGlmICh3ZWlnaHQgPCAwKSB0ZXh0ICs9IFwiMFwiO1xuICBlbHNlIHRleHQgKz0gZGlnaXQoMCk7XG4gIGZvciAobGV0IGluZGV4ID0gMTsgaW5kZXggPD0gd2VpZ2h0OyBpbmRleCsrKSB0ZXh0ICs9IHBhZGRlZFtkaWdpdChpbmRleCldID8/IFwiXCI7XG4gIGlmIChzY2FsZSA9PT0gMCkgcmV0dXJuIHRleHQ7XG4gIGxldCBmcmFjdGlvbiA9IFwiXCI7XG4gIGZvciAobGV0IGluZGV4ID0gd2VpZ2h0ICsgMTsgZnJhY3Rpb24ubGVuZ3RoIDwgc2NhbGU7IGluZGV4KyspIGZyYWN0aW9uICs9IHBhZGRlZFtkaWdpdChpbmRleCldID8/IFwiXCI7XG4gIHJldHVybiBgJHt0ZXh0fS4ke2ZyYWN0aW9uLnNsaWNlKDAsIHNjYWxlKX1gO1xufVxuXG4vKipcbiAqIFRoZSBudW1iZXIgdGltZXMgMTBec2NhbGUsIGZvciBudW1iZXJzIG9mIGF0IG1vc3QgMTggZGlnaXRzIHdpdGggbm8gbW9yZSBkZWNpbWFscyB0aGFuIHRoYXQ7IG51bGwgd2hlcmUgaXQgaXMgbm90XG4gKiBmaW5pdGUuIEEgYmlnaW50IG9ubHkgd2hlcmUgYSBudW1iZXIgY291bGQgbm90IGhvbGQgaXQuXG4gKi9cbmV4cG9ydCBmdW5jdGlvbiBudW1lcmljVW5zY2FsZWQodmlldzogRGF0YVZpZXcsIG9mZnNldDogbnVtYmVyLCBzY2FsZTogbnVtYmVyKTogbnVtYmVyIHwgYmlnaW50IHwgbnVsbCB7XG4gIGNvbnN0IGRpZ2l0cyA9IHZpZXcuZ2V0SW50MTYob2Zmc2V0KTtcbiAgY29uc3Qgd2VpZ2h0ID0gdmlldy5nZXRJbnQxNihvZmZzZXQgKyAyKTtcbiAgY29uc3Qgc2lnbiA9IHZpZXcuZ2V0VWludDE2KG9mZnNldCArIDQpO1xuICBpZiAoc2lnbiAhPT0gc2lnbnMucG9zaXRpdmUgJiYgc2lnbiAhPT0gc2lnbnMubmVnYXRpdmUpIHJldHVybiBudWxsO1xuICBpZiAoZGlnaXRzID4gNCkgcmV0dXJuIGV4YWN0VW5zY2FsZWQodmlldywgb2Zmc2V0LCBzY2FsZSk7XG4gIGxldCB2YWx1ZSA9IDA7XG4gIGZvciAobGV0IGluZGV4ID0gMDsgaW5kZXggPCBkaWdpdHM7IGluZGV4KyspXG4gICAgdmFsdWUgPSB2YWx1ZSAqIDEwXzAwMCArIHZpZXcuZ2V0VWludDE2KG9mZnNldCArIDggKyAyICogaW5kZXgpO1xuICBjb25zdCBleHBvbmVudCA9IDQgKiAod2VpZ2h0IC0gZGlnaXRzICsgMSkgKyBzY2FsZTtcbiAgY29uc3QgdW5zY2FsZWQgPSBleHBvbmVudCA+PSAwID8gdmFsdWUgKiBwb3dlck9mVGVuKGV4cG9uZW50KSA6IHZhbHVlIC8gcG93ZXJPZlRlbigtZXhwb25lbnQpO1xuICBpZiAodmFsdWUgPiBOdW1iZXIuTUFYX1NBRkVfSU5URUdFUiB8fCB1bnNjYWxlZCA+IE51bWJlci5NQVhfU0FGRV9JTlRFR0VSKVxuICAgIHJldHVybiBleGFjdFVuc2NhbGVkKHZpZXcsIG9mZnNldCwgc2NhbGUpO1xuICByZXR1cm4gc2lnbiA9PT0gc2lnbnMubmVnYXRpdmUgJiYgdW5zY2FsZWQgIT09IDAgPyAtdW5zY2FsZWQgOiB1bnNjYWxlZDtcbn1cblxuY29uc3QgcG93ZXJzID0gQXJyYXkuZnJvbSh7IGxlbmd0aDogMjMgfSwgKF8sIGV4cG9uZW50KSA9PiBOdW1iZXIoYDFlJHtleHBvbmVudH1gKSk7XG5cbmZ1bmN0aW9uIHBvd2VyT2ZUZW4oZXhwb25lbnQ6IG51bWJlcik6IG51bWJlciB7XG4gIHJldHVybiBwb3dlcnNbZXhwb25lbnRdID8/IE51bWJlcihgMWUke2V4cG9uZW50fWApO1xufVxuXG5mdW5jdGlvbiBleGFjdFVuc2NhbGVkKHZpZXc6IERhdGFWaWV3LCBvZmZzZXQ6IG51bWJlciwgc2NhbGU6IG51bWJlcik6IGJpZ2ludCB7XG4gIGNvbnN0IFt3aG9sZSA9IFwiMFwiLCBmcmFjdGlvbiA9IFwiXCJdID0gbnVtZXJpY1RleHQodmlldywgb2Zmc2V0KS5zcGxpdChcIi5cIik7XG4gIHJldHVybiBCaWdJbnQod2hvbGUgKyBmcmFjdGlvbi5wYWRFbmQoc2NhbGUsIFwiMFwiKS5zbGljZSgwLCBzY2FsZSkpO1xufVxuXG5jb25zdCBkZWNpbWFsUGF0dGVybiA9IC9eKFsrLV0/KShcXGQqKSg/OlxcLihcXGQqKSk/JC87XG4vKiogV2hhdCBudW1lcmljIGNhbiBob2xkIGF0IG1vc3Q6IHNvIG1hbnkgZGlnaXRzIGJlZm9yZSBhbmQgYWZ0ZXIgdGhlIGRlY2ltYWwgcG9pbnQuICovXG5jb25zdCBtYXhXaG9sZURpZ2l0cyA9IDEzMV8wNzI7XG5jb25zdCBtYXhTY2FsZSA9IDE2XzM4MztcblxuLyoqIFRoZSBiaW5hcnkgZm9ybSBvZiBhIGRlY2ltYWwgaW4gdGhlIGZvcm0gb2YgdmFsdWVzLnRzOyBudWxsIHdoZXJlIG51bWVyaWMgY2Fubm90IGhvbGQgaXQuICovXG5leHBvcnQgZnVuY3Rpb24gZW5jb2RlTnVtZXJpYyh0ZXh0OiBzdHJpbmcpOiBVaW50OEFycmF5IHwgbnVsbCB7XG4gIGlmICh0ZXh0ID09PSBcIk5hTlwiKSByZXR1cm4gd29yZHMoWzAsIDAsIHNpZ25zLm5hbiwgMF0pO1xuICBpZiAodGV4dCA9PT0gXCJJbmZpbml0eVwiKSByZXR1cm4gd29yZHMoWzAsIDAsIHNpZ25zLmluZmluaXR5LCAwXSk7XG4gIGlmICh0ZXh0ID09PSBcIi1JbmZpbml0eVwiKSByZXR1cm4gd29yZHMoWzAsIDAsIHNpZ25zLm1pbnVzSW5maW5pdHksIDBdKTtcbiAgY29uc3QgbWF0Y2ggPSBkZWNpbWFsUGF0dGVybi5leGVjKHRleHQpO1xuICBjb25zdCB3aG9sZSA9IChtYXRjaD8uWzJdID8/IFwiXCIpLnJlcGxhY2UoL14wKy8sIFwiXCIpO1xuICBjb25zdCBmcmFjdGlvbiA9IG1hdGNoPy5bM10gPz8gXCJcIjtcbiAgaWYgKCFtYXRjaCB8fCAoIW1hdGNoWzJdICYmICFtYXRjaFszXSkgfHwgd2hvbGUubGVuZ3RoID4gbWF4V2hvbGVEaWdpdHMgfHwgZnJhY3Rpb24ubGVuZ3RoID4gbWF4U2NhbGUpXG4gICAgcmV0dXJuIG51bGw7XG4gIGNvbnN0IGFsaWduZWQgPVxuICAgIHdob2xlLnBhZFN0YXJ0KE1hdGguY2VpbCh3aG9sZS5sZW5ndGggLyA0KSAqIDQsIFwiMFwiKSArXG4gICAgZnJhY3Rpb24ucGFkRW5kKE1hdGguY2VpbChmcmFjdGlvbi5sZW5ndGggLyA0KSAqIDQsIFwiMFwiKTtcbiAgY29uc3QgZGlnaXRzOiBudW1iZXJbXSA9IFtdO1xuICBmb3IgKGxldCBhdCA9IDA7IGF0IDwgYWxpZ25lZC5sZW5ndGg7IGF0ICs9IDQpIGRpZ2l0cy5wdXNoKE51bWJlcihhbGlnbmVkLnNsaWNlKGF0LCBhdCArIDQpKSk7XG4gIGxldCB3ZWlnaHQgPSBNYXRoLmNlaWwod2hvbGUubGVuZ3RoIC8gNCkgLSAxO1xuICBsZXQgZmlyc3QgPSAwO1xuICBmb3IgKDsgZmlyc3QgPCBkaWdpdHMubGVuZ3RoICYmIGRpZ2l0c1tmaXJzdF0gPT09IDA7IGZpcnN0KyspIHdlaWdodC0tO1xuICBsZXQgZW5kID0gZGlnaXRzLmxlbmd0aDtcbiAgZm9yICg7IGVuZCA+IGZpcnN0ICYmIGRpZ2l0c1tlbmQgLSAxXSA9PT0gMDsgZW5kLS0pO1xuICBjb25zdCBzaWduaWZpY2FudCA9IGRpZ2l0cy5zbGljZShmaXJzdCwgZW5kKTtcbiAgaWYgKHNpZ25pZmljYW50Lmxlbmd0aCA9PT0gMCkgcmV0dXJuIHdvcmRzKFswLCAwLCBzaWducy5wb3NpdGl2ZSwgZnJhY3Rpb24ubGVuZ3RoXSk7XG4gIGNvbnN0IHNpZ24gPSBtYXRjaFsxXSA9PT0gXCItXCIgPyBzaWducy5uZWdhdGl2ZSA6IHNpZ25zLnBvc2l0aXZlO1xuICByZXR1cm4gd29yZHMoW3NpZ25pZmljYW50Lmxlbmd0aCwgd2VpZ2h0LCBzaWduLCBmcmFjdGlvbi5sZW5ndGgsIC4uLnNpZ25pZmljYW50XSk7XG59XG5cbmZ1bmN0aW9uIHdvcmRzKHZhbHVlczogbnVtYmVyW10pOiBVaW50OEFycmF5IHtcbiAgY29uc3QgYnl0ZXMgPSBuZXcgVWludDhBcnJheSh2YWx1ZXMubGVuZ3RoICogMik7XG4gIGNvbnN0IHZpZXcgPSBuZXcgRGF0YVZpZXcoYnl0ZXMuYnVmZmVyKTtcbiAgZm9yIChjb25zdCBbaW5kZXgsIHZhbHVlXSBvZiB2YWx1ZXMuZW50cmllcygpKSB2aWV3LnNldFVpbnQxNihpbmRleCAqIDIsIHZhbHVlICYgMHhmZmZmKTtcbiAgcmV0dXJuIGJ5dGVzO1xufVxuIiwgImNvbnN0IHNjcmF0Y2g6IHsgYnl0ZXM6IFVpbnQ4QXJyYXkgfSA9IHsgYnl0ZXM6IG5ldyBVaW50OEFycmF5KDApIH07XG4vKiogQWJvdmUgdGhpcywgYSBuYXRpdmUgY29weSBvZiBlYWNoIHZhbHVlIGJlYXRzIHRoZSBsb29wLiAqL1xuY29uc3QgbG9uZ1RleHRCeXRlcyA9IDk2O1xuXG4vKiogV2hlcmUgdGhlIHRleHRzIG9mIG9uZSBjb2x1bW4gbGllIGluIGEgYmxvY2s6IG9mZnNldHMgb2Ygcm93IHIgYXQgYG9mZnNldHNbZmlyc3QgKyByICogc3RlcF1gOyBzZWUgaW5kZXhGaWVsZHMuICovXG5leHBvcnQgaW50ZXJmYWNlIFRleHRDb2x1bW4ge1xuICBieXRlczogVWludDhBcnJheTtcbiAgdmlldzogRGF0YVZpZXc7XG4gIG9mZnNldHM6IEludDMyQXJyYXk7XG4gIGZpcnN0OiBudW1iZXI7XG4gIHN0ZXA6IG51bWJlcjtcbiAgY291bnQ6IG51bWJlcjtcbiAgLyoqIEJ5dGVzIGluIGZyb250IG9mIGVhY2ggdGV4dCB0aGF0IGRvIG5vdCBiZWxvbmcgdG8gaXQgKGpzb25iJ3MgdmVyc2lvbikuICovXG4gIHNraXA6IG51bWJlcjtcbn1cblxuLyoqXG4gKiBBbGwgdGV4dHMgb2YgYSBjb2x1bW4uIFRoZXkgYXJlIGdhdGhlcmVkLCBkZWNvZGVkIGluIG9uZSBnbyBhbmQgY3V0IGFwYXJ0OiBhIGNhbGwgaW50byB0aGUgZGVjb2RlciBmb3IgZXZlcnkgdmFsdWVcbiAqIHdvdWxkIGNvc3QgdHdpY2UgYXMgbXVjaC5cbiAqL1xuZXhwb3J0IGZ1bmN0aW9uIGRlY29kZVRleHRzKGNvbHVtbjogVGV4dENvbHVtbik6IChzdHJpbmcgfCBudWxsKVtdIHtcbiAgY29uc3QgZW5kcyA9IG5ldyBJbnQzMkFycmF5KGNvbHVtbi5jb3VudCk7XG4gIGNvbnN0IHVzZWQgPSBnYXRoZXIoY29sdW1uLCBlbmRzKTtcbiAgY29uc3QgYWxsID0gQnVmZmVyLmZyb20oc2NyYXRjaC5ieXRlcy5idWZmZXIsIDAsIHVzZWQpLnRvU3RyaW5nKFwidXRmOFwiKTtcbiAgaWYgKGFsbC5sZW5ndGggIT09IHVzZWQgJiYgIXRvVXRmMTZFbmRzKGVuZHMsIHVzZWQsIGFsbC5sZW5ndGgpKSByZXR1cm4gZGVjb2RlT25lQnlPbmUoY29sdW1uKTtcbiAgY29uc3QgeyB2aWV3LCBvZmZzZXRzLCBmaXJzdCwgc3RlcCwgY291bnQgfSA9IGNvbHVtbjtcbiAgY29uc3QgdGV4dHMgPSBuZXcgQXJyYXk8c3RyaW5nIHwgbnVsbD4oY291bnQpO1xuICBsZXQgc3RhcnQgPSAwO1xuICBmb3IgKGxldCByb3cgPSAwOyByb3cgPCBjb3VudDsgcm93KyspIHtcbiAgICBjb25zdCBlbmQgPSBlbmRzW3Jvd10gPz8gMDtcbiAgICBjb25zdCBpc051bGwgPSB2aWV3LmdldEludDMyKChvZmZzZXRzW2ZpcnN0ICsgcm93ICogc3RlcF0gPz8gMCkgLSA0KSA8IDA7XG4gICAgdGV4dHNbcm93XSA9IGlzTnVsbCA/IG51bGwgOiBhbGwuc3Vic3RyaW5nKHN0YXJ0LCBlbmQpO1xuICAgIHN0YXJ0ID0gZW5kO1xuICB9XG4gIHJldHVybiB0ZXh0cztcbn1cblxuLyoqIENvcGllcyBhbGwgdGV4dHMgc2lkZSBieSBzaWRlIGludG8gYHNjcmF0Y2hgIGFuZCBub3RlcyB3aGVyZSBlYWNoIGVuZHMuICovXG5mdW5jdGlvbiBnYXRoZXIoeyBieXRlcywgdmlldywgb2Zmc2V0cywgZmlyc3QsIHN0ZXAsIGNvdW50LCBza2lwIH06IFRleHRDb2x1bW4sIGVuZHM6IEludDMyQXJyYXkpOiBudW1iZXIge1xuICBpZiAoc2NyYXRjaC5ieXRlcy5sZW5ndGggPCBieXRlcy5sZW5ndGgpIHNjcmF0Y2guYnl0ZXMgPSBuZXcgVWludDhBcnJheShieXRlcy5sZW5ndGgpO1xuICBjb25zdCB0YXJnZXQgPSBzY3JhdGNoLmJ5dGVzO1xuICBsZXQgdXNlZCA9IDA7XG4gIGZvciAobGV0IHJvdyA9IDA7IHJvdyA8IGNvdW50OyByb3crKykge1xuICAgIGNvbnN0IG9mZnNldCA9IG9mZnNldHNbZmlyc3QgKyByb3cgKiBzdGVwXSA/PyAwO1xuICAgIGNvbnN0IGVuZCA9IG9mZnNldCArIHZpZXcuZ2V0SW50MzIob2Zmc2V0IC0gNCk7XG4gICAgY29uc3Qgc3RhcnQgPSBvZmZzZXQgKyBza2lwO1xuICAgIGlmIChlbmQgLSBzdGFydCA+IGxvbmdUZXh0Qnl0ZXMpIHtcbiAgICAgIHRhcmdldC5zZXQoYnl0ZXMuc3ViYXJyYXkoc3RhcnQsIGVuZCksIHVzZWQpO1xuICAgICAgdXNlZCArPSBlbmQgLSBzdGFydDtcbiAgICB9IGVsc2UgZm9yIChsZXQgYXQgPSBzdGFydDsgYXQgPCBlbmQ7IGF0KyspIHRhcmdldFt1c2VkKytdID0gYnl0ZXNbYXRdID8/IDA7XG4gICAgZW5kc1tyb3ddID0gdXNlZDtcbiAgfVxuICByZXR1cm4gdXNlZDtcbn1cblxuLyoqIFR1cm5zIGVuZHMgaW4gYnl0ZXMgaW50byBlbmRzIGluIFVURi0xNiB1bml0czsgZmFsc2Ugd2hlcmUgdGhlIGJ5dGVzIGFyZSBubyB2YWxpZCBVVEYtOC4gKi9cbmZ1bmN0aW9uIHRvVXRmMTZFbmRzKGVuZHM6IEludDMyQXJyYXksIHVzZWQ6IG51bWJlciwgdW5pdHM6IG51bWJlcik6IGJvb2xlYW4ge1xuICBjb25zdCBieXRlcyA9IHNjcmF0Y2guYnl0ZXM7XG4gIGxldCB1bml0ID0gMDtcbiAgbGV0IGF0ID0gMDtcbiAgZm9yIChsZXQgcm93ID0gMDsgcm93IDwgZW5kcy5sZW5ndGg7IHJvdysrKSB7XG4gICAgY29uc3QgZW5kID0gZW5kc1tyb3ddID8/IDA7XG4gICAgZm9yICg7IGF0IDwgZW5kOyBhdCsrKSB7XG4gICAgICBjb25zdCBieXRlID0gYnl0ZXNbYXRdID8/IDA7XG4gICAgICBpZiAoKGJ5dGUgJiAweGMwKSAhPT0gMHg4MCkgdW5pdCArPSBieXRlID49IDB4ZjAgPyAyIDogMTtcbiAgICB9XG4gICAgZW5kc1tyb3ddID0gdW5pdDtcbiAgfVxuICByZXR1cm4gYXQgPT09IHVzZWQgJiYgdW5pdCA9PT0gdW5pdHM7XG59XG5cbmZ1bmN0aW9uIGRlY29kZU9uZUJ5T25lKHsgYnl0ZXMsIHZpZXcsIG9mZnNldHMsIGZpcnN0LCBzdGVwLCBjb3VudCwgc2tpcCB9OiBUZXh0Q29sdW1uKTogKHN0cmluZyB8IG51bGwpW10ge1xuICBjb25zdCBidWZmZXIgPSBCdWZmZXIuZnJvbShieXRlcy5idWZmZXIsIGJ5dGVzLmJ5dGVPZmZzZXQsIGJ5dGVzLmJ5dGVMZW5ndGgpO1xuICByZXR1cm4gQXJyYXkuZnJvbSh7IGxlbmd0aDogY291bnQgfSwgKF8sIHJvdykgPT4ge1xuICAgIGNvbnN0IG9mZnNldCA9IG9mZnNldHNbZmlyc3QgKyByb3cgKiBzdGVwXSA/PyAwO1xuICAgIGNvbnN0IGxlbmd0aCA9IHZpZXcuZ2V0SW50MzIob2Zmc2V0IC0gNCk7XG4gICAgcmV0dXJuIGxlbmd0aCA8IDAgPyBudWxsIDogYnVmZmVyLnRvU3RyaW5nKFwidXRmOFwiLCBvZmZzZXQgKyBza2lwLCBvZmZzZXQgKyBsZW5ndGgpO1xuICB9KTtcbn1cbiIsICJpbXBvcnQgdHlwZSB7IENvcHlCdWZmZXIgfSBmcm9tIFwiLi9jb3B5LWJ1ZmZlclwiO1xuXG4vKipcbiAqIFRoZSBmcmFtZSBvZiBQb3N0Z3JlU1FMJ3MgYmluYXJ5IENPUFk6IGEgaGVhZGVyIChhbiAxMS1ieXRlIHNpZ25hdHVyZSwgMzIgYml0cyBvZiBmbGFncywgYSAzMi1iaXQgbGVuZ3RoIG9mIGFuXG4gKiBleHRlbnNpb24gYW5kIHRoZSBleHRlbnNpb24pLCB0dXBsZXMgKGEgMTYtYml0IGZpZWxkIGNvdW50LCB0aGVuIHBlciBmaWVsZCBhIDMyLWJpdCBsZW5ndGggYW5kIHRoZSBieXRlczsgbGVuZ3RoIC0xXG4gKiBpcyBudWxsKSwgYW5kIGEgdHJhaWxlciAoZmllbGQgY291bnQgLTEpLiBBbGwgbnVtYmVycyBhcmUgYmlnLWVuZGlhbi5cbiAqL1xuY29uc3Qgc2lnbmF0dXJlID0gVWludDhBcnJheS5vZigweDUwLCAweDQ3LCAweDQzLCAweDRmLCAweDUwLCAweDU5LCAweDBhLCAweGZmLCAweDBkLCAweDBhLCAweDAwKTtcbmNvbnN0IGZpeGVkSGVhZGVyQnl0ZXMgPSBzaWduYXR1cmUubGVuZ3RoICsgODtcblxuLyoqIFRoZSBsZW5ndGggb2YgdGhlIGhlYWRlciBhdCBgc3RhcnRgLiAqL1xuZXhwb3J0IGZ1bmN0aW9uIHJlYWRIZWFkZXIoYnl0ZXM6IFVpbnQ4QXJyYXksIHN0YXJ0OiBudW1iZXIsIGVuZDogbnVtYmVyKTogbnVtYmVyIHtcbiAgY29uc3QgaXNIZWFkZXIgPVxuICAgIGVuZCAtIHN0YXJ0ID49IGZpeGVkSGVhZGVyQnl0ZXMgJiYgc2lnbmF0dXJlLmV2ZXJ5KChieXRlLCBpbmRleCkgPT4gYnl0ZXNbc3RhcnQgKyBpbmRleF0gPT09IGJ5dGUpO1xuICBpZiAoIWlzSGVhZGVyKVxuICAgIHRocm93IG5ldyBFcnJvcihcIlRoZSBzZXJ2ZXIncyBhbnN3ZXIgdG8gQ09QWSBcdTIwMjYgKEZPUk1BVCBiaW5hcnkpIGlzIG5vdCBpbiB0aGUgYmluYXJ5IGZvcm1hdC5cIik7XG4gIGNvbnN0IHZpZXcgPSBuZXcgRGF0YVZpZXcoYnl0ZXMuYnVmZmVyLCBieXRlcy5ieXRlT2Zmc2V0KTtcbiAgcmV0dXJuIGZpeGVkSGVhZGVyQnl0ZXMgKyB2aWV3LmdldEludDMyKHN0YXJ0ICsgc2lnbmF0dXJlLmxlbmd0aCArIDQpO1xufVxuXG5leHBvcnQgZnVuY3Rpb24gd3JpdGVIZWFkZXIodGFyZ2V0OiBDb3B5QnVmZmVyKTogdm9pZCB7XG4gIHRhcmdldC5lbnN1cmUoZml4ZWRIZWFkZXJCeXRlcyk7XG4gIHRhcmdldC5ieXRlcy5zZXQoc2lnbmF0dXJlLCB0YXJnZXQudXNlZCk7XG4gIHRhcmdldC5ieXRlcy5maWxsKDAsIHRhcmdldC51c2VkICsgc2lnbmF0dXJlLmxlbmd0aCwgdGFyZ2V0LnVzZWQgKyBmaXhlZEhlYWRlckJ5dGVzKTtcbiAgdGFyZ2V0LnVzZWQgKz0gZml4ZWRIZWFkZXJCeXRlcztcbn1cblxuZXhwb3J0IGZ1bmN0aW9uIHdyaXRlVHJhaWxlcih0YXJnZXQ6IENvcHlCdWZmZXIpOiB2b2lkIHtcbiAgdGFyZ2V0LmVuc3VyZSgyKTtcbiAgdGFyZ2V0LnZpZXcuc2V0SW50MTYodGFyZ2V0LnVzZWQsIC0xKTtcbiAgdGFyZ2V0LnVzZWQgKz0gMjtcbn1cblxuZXhwb3J0IGZ1bmN0aW9uIGlzVHJhaWxlcihieXRlczogVWludDhBcnJheSwgc3RhcnQ6IG51bWJlciwgbGVuZ3RoOiBudW1iZXIpOiBib29sZWFuIHtcbiAgcmV0dXJuIGxlbmd0aCA9PT0gMiAmJiBieXRlc1tzdGFydF0gPT09IDB4ZmYgJiYgYnl0ZXNbc3RhcnQgKyAxXSA9PT0gMHhmZjtcbn1cblxuLyoqIFdoZXJlIHRoZSB0dXBsZSB0aGF0IGJlZ2lucyBhdCBgc3RhcnRgIGVuZHMuICovXG5leHBvcnQgZnVuY3Rpb24gdHVwbGVFbmQodmlldzogRGF0YVZpZXcsIHN0YXJ0OiBudW1iZXIpOiBudW1iZXIge1xuICBjb25zdCBmaWVsZHMgPSB2aWV3LmdldEludDE2KHN0YXJ0KTtcbiAgbGV0IG9mZnNldCA9IHN0YXJ0ICsgMjtcbiAgZm9yIChsZXQgZmllbGQgPSAwOyBmaWVsZCA8IGZpZWxkczsgZmllbGQrKykge1xuICAgIGNvbnN0IGxlbmd0aCA9IHZpZXcuZ2V0SW50MzIob2Zmc2V0KTtcbiAgICBvZmZzZXQgKz0gbGVuZ3RoID4gMCA/IDQgKyBsZW5ndGggOiA0O1xuICB9XG4gIHJldHVybiBvZmZzZXQ7XG59XG5cbmV4cG9ydCBmdW5jdGlvbiBjb3VudFR1cGxlcyh2aWV3OiBEYXRhVmlldyk6IG51bWJlciB7XG4gIGxldCBjb3VudCA9IDA7XG4gIGZvciAobGV0IG9mZnNldCA9IDA7IG9mZnNldCA8IHZpZXcuYnl0ZUxlbmd0aDsgb2Zmc2V0ID0gdHVwbGVFbmQodmlldywgb2Zmc2V0KSkgY291bnQrKztcbiAgcmV0dXJuIGNvdW50O1xufVxuXG4vKipcbiAqIFdoZXJlIGV2ZXJ5IGZpZWxkIG9mIGV2ZXJ5IHR1cGxlIGxpZXM6IGBbcm93ICogZmllbGRzICsgZmllbGRdYCBpcyB0aGUgb2Zmc2V0IG9mIGl0cyBieXRlcywgYW5kIHRoZSAzMiBiaXRzIGJlZm9yZVxuICogaXQgaG9sZCBpdHMgbGVuZ3RoLCAtMSB3aGVyZSBpdCBpcyBudWxsLlxuICovXG5leHBvcnQgZnVuY3Rpb24gaW5kZXhGaWVsZHModmlldzogRGF0YVZpZXcsIGNvdW50OiBudW1iZXIsIGZpZWxkczogbnVtYmVyKTogSW50MzJBcnJheSB7XG4gIGNvbnN0IG9mZnNldHMgPSBuZXcgSW50MzJBcnJheShjb3VudCAqIGZpZWxkcyk7XG4gIGxldCBvZmZzZXQgPSAwO1xuICBsZXQgaW5kZXggPSAwO1xuICBmb3IgKGxldCByb3cgPSAwOyByb3cgPCBjb3VudDsgcm93KyspIHtcbiAgICBpZiAodmlldy5nZXRJbnQxNihvZmZzZXQpICE9PSBmaWVsZHMpXG4gICAgICB0aHJvdyBuZXcgRXJyb3IoYEEgdHVwbGUgaGFzICR7dmlldy5nZXRJbnQxNihvZmZzZXQpfSBmaWVsZHMgd2hlcmUgJHtmaWVsZHN9IHdlcmUgZXhwZWN0ZWQuYCk7XG4gICAgb2Zmc2V0ICs9IDI7XG4gICAgZm9yIChsZXQgZmllbGQgPSAwOyBmaWVsZCA8IGZpZWxkczsgZmllbGQrKykge1xuICAgICAgY29uc3QgbGVuZ3RoID0gdmlldy5nZXRJbnQzMihvZmZzZXQpO1xuICAgICAgb2Zmc2V0ICs9IDQ7XG4gICAgICBvZmZzZXRzW2luZGV4KytdID0gb2Zmc2V0O1xuICAgICAgaWYgKGxlbmd0aCA+IDApIG9mZnNldCArPSBsZW5ndGg7XG4gICAgfVxuICB9XG4gIHJldHVybiBvZmZzZXRzO1xufVxuXG4vKiogQSBwbGFpbiB2aWV3IG9mIGBieXRlc2A6IGEgQnVmZmVyJ3Mgb3duIG1ldGhvZHMgZm9yIHNsaWNlcyBhcmUgc2V2ZXJhbCB0aW1lcyBzbG93ZXIuICovXG5leHBvcnQgZnVuY3Rpb24gdmlld09mKGJ5dGVzOiBVaW50OEFycmF5KTogRGF0YVZpZXcge1xuICByZXR1cm4gbmV3IERhdGFWaWV3KGJ5dGVzLmJ1ZmZlciwgYnl0ZXMuYnl0ZU9mZnNldCwgYnl0ZXMuYnl0ZUxlbmd0aCk7XG59XG4iLCAiaW1wb3J0IHR5cGUgeyBWYWx1ZSB9IGZyb20gXCIuLi92YWx1ZXNcIjtcbmltcG9ydCB0eXBlIHsgVHVwbGVCbG9jayB9IGZyb20gXCIuL2NvcHktb3V0XCI7XG5pbXBvcnQgeyBkYXRlVGV4dCwgc21hbGxJbnQ2NCwgdGltZXN0YW1wVGV4dCwgdGltZVRleHQsIHpvbmVUZXh0IH0gZnJvbSBcIi4vZGF0ZXRpbWVcIjtcbmltcG9ydCB7IG51bWVyaWNUZXh0IH0gZnJvbSBcIi4vbnVtZXJpY1wiO1xuaW1wb3J0IHsgZGVjb2RlVGV4dHMgfSBmcm9tIFwiLi90ZXh0c1wiO1xuaW1wb3J0IHsgaW5kZXhGaWVsZHMsIHZpZXdPZiB9IGZyb20gXCIuL3R1cGxlc1wiO1xuaW1wb3J0IHR5cGUgeyBXaXJlVHlwZSB9IGZyb20gXCIuL3dpcmUtdHlwZXNcIjtcblxudHlwZSBSZWFkVmFsdWUgPSAodmlldzogRGF0YVZpZXcsIG9mZnNldDogbnVtYmVyLCBsZW5ndGg6IG51bWJlcikgPT4gVmFsdWU7XG5cbi8qKiBUaGUgdHVwbGVzIG9mIGEgYmxvY2sgYXMgcm93cywgaW4gdGhlIGZvcm1zIG9mIHZhbHVlcy50cy4gYHR5cGVzYCBhcmUgdGhvc2Ugb2YgdGhlIGZpZWxkcywgaW4gb3JkZXIuICovXG5leHBvcnQgZnVuY3Rpb24gZGVjb2RlUm93cyhibG9jazogVHVwbGVCbG9jaywgdHlwZXM6IFdpcmVUeXBlW10pOiBWYWx1ZVtdW10ge1xuICBjb25zdCB7IGJ5dGVzLCBjb3VudCB9ID0gYmxvY2s7XG4gIGNvbnN0IHZpZXcgPSB2aWV3T2YoYnl0ZXMpO1xuICBjb25zdCBvZmZzZXRzID0gaW5kZXhGaWVsZHModmlldywgY291bnQsIHR5cGVzLmxlbmd0aCk7XG4gIGNvbnN0IHJvd3MgPSBBcnJheS5mcm9tKHsgbGVuZ3RoOiBjb3VudCB9LCAoKSA9PiBuZXcgQXJyYXk8VmFsdWU+KHR5cGVzLmxlbmd0aCkuZmlsbChudWxsKSk7XG4gIGZvciAoY29uc3QgW2ZpZWxkLCB0eXBlXSBvZiB0eXBlcy5lbnRyaWVzKCkpIHtcbiAgICBpZiAoaXNUZXh0VHlwZSh0eXBlKSkge1xuICAgICAgY29uc3Qgc2tpcCA9IHR5cGUgPT09IFwianNvbmJcIiA/IDEgOiAwO1xuICAgICAgY29uc3QgdGV4dHMgPSBkZWNvZGVUZXh0cyh7IGJ5dGVzLCB2aWV3LCBvZmZzZXRzLCBmaXJzdDogZmllbGQsIHN0ZXA6IHR5cGVzLmxlbmd0aCwgY291bnQsIHNraXAgfSk7XG4gICAgICBmb3IgKGNvbnN0IFtpbmRleCwgcm93XSBvZiByb3dzLmVudHJpZXMoKSkgcm93W2ZpZWxkXSA9IHRleHRzW2luZGV4XSA/PyBudWxsO1xuICAgIH0gZWxzZSBmaWxsRmllbGQocm93cywgZmllbGQsIHZpZXcsIG9mZnNldHMsIHJlYWRlcnNbdHlwZV0pO1xuICB9XG4gIHJldHVybiByb3dzO1xufVxuXG5mdW5jdGlvbiBmaWxsRmllbGQoXG4gIHJvd3M6IFZhbHVlW11bXSxcbiAgZmllbGQ6IG51bWJlcixcbiAgdmlldzogRGF0YVZpZXcsXG4gIG9mZnNldHM6IEludDMyQXJyYXksXG4gIHJlYWQ6IFJlYWRWYWx1ZSxcbik6IHZvaWQge1xuICBjb25zdCBzdGVwID0gcm93c1swXT8ubGVuZ3RoID8/IDA7XG4gIGZvciAoY29uc3QgW2luZGV4LCByb3ddIG9mIHJvd3MuZW50cmllcygpKSB7XG4gICAgY29uc3Qgb2Zmc2V0ID0gb2Zmc2V0c1tpbmRleCAqIHN0ZXAgKyBmaWVsZF0gPz8gMDtcbiAgICBjb25zdCBsZW5ndGggPSB2aWV3LmdldEludDMyKG9mZnNldCAtIDQpO1xuICAgIGlmIChsZW5ndGggPj0gMCkgcm93W2ZpZWxkXSA9IHJlYWQodmlldywgb2Zmc2V0LCBsZW5ndGgpO1xuICB9XG59XG5cbnR5cGUgVGV4dFR5cGUgPSBcInRleHRcIiB8IFwidmFyY2hhclwiIHwgXCJicGNoYXJcIiB8IFwianNvblwiIHwgXCJqc29uYlwiO1xuXG5leHBvcnQgZnVuY3Rpb24gaXNUZXh0VHlwZSh0eXBlOiBXaXJlVHlwZSk6IHR5cGUgaXMgVGV4dFR5cGUge1xuICByZXR1cm4gdHlwZSA9PT0gXCJ0ZXh0XCIgfHwgdHlwZSA9PT0gXCJ2YXJjaGFyXCIgfHwgdHlwZSA9PT0gXCJicGNoYXJcIiB8fCB0eXBlID09PSBcImpzb25cIiB8fCB0eXBlID09PSBcImpzb25iXCI7XG59XG5cbmNvbnN0IHJlYWRlcnM6IFJlY29yZDxFeGNsdWRlPFdpcmVUeXBlLCBUZXh0VHlwZT4sIFJlYWRWYWx1ZT4gPSB7XG4gIGJvb2w6ICh2aWV3LCBvZmZzZXQpID0+IHZpZXcuZ2V0VWludDgob2Zmc2V0KSAhPT0gMCxcbiAgaW50MjogKHZpZXcsIG9mZnNldCkgPT4gdmlldy5nZXRJbnQxNihvZmZzZXQpLFxuICBpbnQ0OiAodmlldywgb2Zmc2V0KSA9PiB2aWV3LmdldEludDMyKG9mZnNldCksXG4gIGludDg6IHJlYWRJbnQ2NCxcbiAgZmxvYXQ0OiAodmlldywgb2Zmc2V0KSA9PiBzaG9ydGVzdEZsb2F0MzIodmlldy5nZXRGbG9hdDMyKG9mZnNldCkpLFxuICBmbG9hdDg6ICh2aWV3LCBvZmZzZXQpID0+IHZpZXcuZ2V0RmxvYXQ2NChvZmZzZXQpLFxuICBudW1lcmljOiAodmlldywgb2Zmc2V0KSA9PiBudW1lcmljVGV4dCh2aWV3LCBvZmZzZXQpLFxuICBieXRlYTogKHZpZXcsIG9mZnNldCwgbGVuZ3RoKSA9PiBuZXcgVWludDhBcnJheSh2aWV3LmJ1ZmZlciwgdmlldy5ieXRlT2Zmc2V0ICsgb2Zmc2V0LCBsZW5ndGgpLnNsaWNlKCksXG4gIGRhdGU6ICh2aWV3LCBvZmZzZXQpID0+IGRhdGVUZXh0KHZpZXcuZ2V0SW50MzIob2Zmc2V0KSksXG4gIHRpbWU6ICh2aWV3LCBvZmZzZXQpID0+IHRpbWVUZXh0KHNtYWxsSW50NjQodmlldywgb2Zmc2V0KSksXG4gIHRpbWV0ejogcmVhZFpvbmVkVGltZSxcbiAgdGltZXN0YW1wOiAodmlldywgb2Zmc2V0KSA9PiB0aW1lc3RhbXBUZXh0KHZpZXcsIG9mZnNldCksXG4gIHRpbWVzdGFtcHR6OiByZWFkSW5zdGFudCxcbiAgdXVpZDogcmVhZFV1aWQsXG59O1xuXG4vKiogQSBudW1iZXIgd2hlcmUgaXQgaXMgZXhhY3QsIG90aGVyd2lzZSBhIGJpZ2ludC4gKi9cbmV4cG9ydCBmdW5jdGlvbiByZWFkSW50NjQodmlldzogRGF0YVZpZXcsIG9mZnNldDogbnVtYmVyKTogbnVtYmVyIHwgYmlnaW50IHtcbiAgY29uc3QgcXVpY2sgPSB2aWV3LmdldEludDMyKG9mZnNldCkgKiAweDFfMDAwMF8wMDAwICsgdmlldy5nZXRVaW50MzIob2Zmc2V0ICsgNCk7XG4gIHJldHVybiBOdW1iZXIuaXNTYWZlSW50ZWdlcihxdWljaykgPyBxdWljayA6IHZpZXcuZ2V0QmlnSW50NjQob2Zmc2V0KTtcbn1cblxuLyoqIEJlbG93IGl0LCBmZXdlciB0aGFuIHNpeCBkaWdpdHMgbWF5IGJlIGFsbCB0aGVyZSBpcyB0byBhIDMyLWJpdCBudW1iZXIuICovXG5jb25zdCBzbWFsbGVzdE5vcm1hbCA9IDIgKiogLTEyNjtcblxuLyoqIFRoZSBudW1iZXIgdGhhdCBpcyB3cml0dGVuIHdpdGggdGhlIGZld2VzdCBkaWdpdHMgYW1vbmcgdGhvc2UgdGhhdCBtZWFuIHRoaXMgMzItYml0IG9uZTogMC4xLCBub3QgMC4xMDAwMDAwMDE0OS4gKi9cbmV4cG9ydCBmdW5jdGlvbiBzaG9ydGVzdEZsb2F0MzIodmFsdWU6IG51bWJlcik6IG51bWJlciB7XG4gIGNvbnN0IHNpemUgPSBNYXRoLmFicyh2YWx1ZSk7XG4gIGlmICghTnVtYmVyLmlzRmluaXRlKHZhbHVlKSB8fCAoc2l6ZSA8IDIgKiogMjQgJiYgTnVtYmVyLmlzSW50ZWdlcih2YWx1ZSkpKSByZXR1cm4gdmFsdWU7XG4gIGZvciAobGV0IGRpZ2l0cyA9IHNpemUgPCBzbWFsbGVzdE5vcm1hbCA/IDEgOiA2OyBkaWdpdHMgPCA5OyBkaWdpdHMrKykge1xuICAgIGNvbnN0IGNhbmRpZGF0ZSA9IE51bWJlcih2YWx1ZS50b1ByZWNpc2lvbihkaWdpdHMpKTtcbiAgICBpZiAoTWF0aC5mcm91bmQoY2FuZGlkYXRlKSA9PT0gdmFsdWUpIHJldHVybiBjYW5kaWRhdGU7XG4gIH1cbiAgcmV0dXJuIE51bWJlcih2YWx1ZS50b1ByZWNpc2lvbig5KSk7XG59XG5cbmV4cG9ydCBmdW5jdGlvbiByZWFkWm9uZWRUaW1lKHZpZXc6IERhdGFWaWV3LCBvZmZzZXQ6IG51bWJlcik6IHN0cmluZyB7XG4gIHJldHVybiB0aW1lVGV4dChzbWFsbEludDY0KHZpZXcsIG9mZnNldCkpICsgem9uZVRleHQoLXZpZXcuZ2V0SW50MzIob2Zmc2V0ICsgOCkgfHwgMCk7XG59XG5cbmZ1bmN0aW9uIHJlYWRJbnN0YW50KHZpZXc6IERhdGFWaWV3LCBvZmZzZXQ6IG51bWJlcik6IHN0cmluZyB7XG4gIGNvbnN0IHRleHQgPSB0aW1lc3RhbXBUZXh0KHZpZXcsIG9mZnNldCk7XG4gIHJldHVybiB0ZXh0LmVuZHNXaXRoKFwiaW5maW5pdHlcIikgPyB0ZXh0IDogYCR7dGV4dH1aYDtcbn1cblxuY29uc3QgaGV4UGFpcnMgPSBBcnJheS5mcm9tKHsgbGVuZ3RoOiAyNTYgfSwgKF8sIGJ5dGUpID0+IGJ5dGUudG9TdHJpbmcoMTYpLnBhZFN0YXJ0KDIsIFwiMFwiKSk7XG5cbmV4cG9ydCBmdW5jdGlvbiByZWFkVXVpZCh2aWV3OiBEYXRhVmlldywgb2Zmc2V0OiBudW1iZXIpOiBzdHJpbmcge1xuICBsZXQgdGV4dCA9IFwiXCI7XG4gIGZvciAobGV0IGluZGV4ID0gMDsgaW5kZXggPCAxNjsgaW5kZXgrKykge1xuICAgIGlmIChpbmRleCA9PT0gNCB8fCBpbmRleCA9PT0gNiB8fCBpbmRleCA9PT0gOCB8fCBpbmRleCA9PT0gMTApIHRleHQgKz0gXCItXCI7XG4gICAgdGV4dCArPSBoZXhQYWlyc1t2aWV3LmdldFVpbnQ4KG9mZnNldCArIGluZGV4KV0gPz8gXCJcIjtcbiAgfVxuICByZXR1cm4gdGV4dDtcbn1cbiIsICJpbXBvcnQgdHlwZSB7IENvbHVtbiB9IGZyb20gXCIuLi9iYXRjaFwiO1xuaW1wb3J0IHR5cGUgeyBMb2dpY2FsVHlwZSB9IGZyb20gXCIuLi92YWx1ZXNcIjtcbmltcG9ydCB0eXBlIHsgVHVwbGVCbG9jayB9IGZyb20gXCIuL2NvcHktb3V0XCI7XG5pbXBvcnQgeyBkYXlzVG8yMDAwLCBpbmZpbml0ZURhdGUsIG1heEludDY0LCBtaWNyb3NQZXJEYXksIG1pbkludDY0LCBtaW51c0luZmluaXRlRGF0ZSB9IGZyb20gXCIuL2RhdGV0aW1lXCI7XG5pbXBvcnQgeyBpc1RleHRUeXBlLCByZWFkVXVpZCwgcmVhZFpvbmVkVGltZSwgc2hvcnRlc3RGbG9hdDMyIH0gZnJvbSBcIi4vZGVjb2RlLXJvd3NcIjtcbmltcG9ydCB7IG51bWVyaWNUZXh0LCBudW1lcmljVW5zY2FsZWQgfSBmcm9tIFwiLi9udW1lcmljXCI7XG5pbXBvcnQgeyBkZWNvZGVUZXh0cyB9IGZyb20gXCIuL3RleHRzXCI7XG5pbXBvcnQgeyBpbmRleEZpZWxkcywgdmlld09mIH0gZnJvbSBcIi4vdHVwbGVzXCI7XG5pbXBvcnQgdHlwZSB7IFdpcmVUeXBlIH0gZnJvbSBcIi4vd2lyZS10eXBlc1wiO1xuXG5leHBvcnQgaW50ZXJmYWNlIENvbHVtblR5cGUge1xuICB3aXJlOiBXaXJlVHlwZTtcbiAgbG9naWNhbDogTG9naWNhbFR5cGU7XG59XG5cbi8qKiBPbmUgZmllbGQgb2YgYSBibG9jazogcm93IHIgbGllcyBhdCBgb2Zmc2V0c1tmaXJzdCArIHIgKiBzdGVwXWA7IHNlZSBpbmRleEZpZWxkcy4gKi9cbmludGVyZmFjZSBGaWVsZEluZGV4IHtcbiAgdmlldzogRGF0YVZpZXc7XG4gIGJ5dGVzOiBVaW50OEFycmF5O1xuICBvZmZzZXRzOiBJbnQzMkFycmF5O1xuICBmaXJzdDogbnVtYmVyO1xuICBzdGVwOiBudW1iZXI7XG4gIGNvdW50OiBudW1iZXI7XG59XG5cbi8qKlxuICogVGhlIHR1cGxlcyBvZiBhIGJsb2NrIGFzIGNvbHVtbnMsIGVhY2ggZGVjb2RlZCBieSBhIGxvb3Agb2YgaXRzIG93bi4gbnVsbCB3aGVyZSBhIHZhbHVlIGhhcyBubyBmb3JtIGluIGl0cyBjb2x1bW46XG4gKiBOYU4gaW4gYSBkZWNpbWFsIG9mIGZpeGVkIHNjYWxlLCBvciBhIHRpbWVzdGFtcCBhZnRlciB0aGUgeWVhciAyOTQyNDYuIFN1Y2ggYSBibG9jayBnb2VzIGFzIHJvd3MuXG4gKi9cbmV4cG9ydCBmdW5jdGlvbiBkZWNvZGVDb2x1bW5zKGJsb2NrOiBUdXBsZUJsb2NrLCB0eXBlczogQ29sdW1uVHlwZVtdKTogQ29sdW1uW10gfCBudWxsIHtcbiAgY29uc3QgdmlldyA9IHZpZXdPZihibG9jay5ieXRlcyk7XG4gIGNvbnN0IG9mZnNldHMgPSBpbmRleEZpZWxkcyh2aWV3LCBibG9jay5jb3VudCwgdHlwZXMubGVuZ3RoKTtcbiAgY29uc3QgY29sdW1uczogQ29sdW1uW10gPSBbXTtcbiAgZm9yIChjb25zdCBbZmlyc3QsIHR5cGVdIG9mIHR5cGVzLmVudHJpZXMoKSkge1xuICAgIGNvbnN0IGZpZWxkID0geyB2aWV3LCBieXRlczogYmxvY2suYnl0ZXMsIG9mZnNldHMsIGZpcnN0LCBzdGVwOiB0eXBlcy5sZW5ndGgsIGNvdW50OiBibG9jay5jb3VudCB9O1xuICAgIGNvbnN0IGNvbHVtbiA9IGRlY29kZUNvbHVtbihmaWVsZCwgdHlwZSk7XG4gICAgaWYgKCFjb2x1bW4pIHJldHVybiBudWxsO1xuICAgIGNvbHVtbnMucHVzaChjb2x1bW4pO1xuICB9XG4gIHJldHVybiBjb2x1bW5zO1xufVxuXG5mdW5jdGlvbiBkZWNvZGVDb2x1bW4oZmllbGQ6IEZpZWxkSW5kZXgsIHsgd2lyZSwgbG9naWNhbCB9OiBDb2x1bW5UeXBlKTogQ29sdW1uIHwgbnVsbCB7XG4gIGNvbnN0IHsgY291bnQsIHZpZXcgfSA9IGZpZWxkO1xuICBpZiAoaXNUZXh0VHlwZSh3aXJlKSlcbiAgICByZXR1cm4geyBhczogXCJ0ZXh0XCIsIHZhbHVlczogZGVjb2RlVGV4dHMoeyAuLi5maWVsZCwgc2tpcDogd2lyZSA9PT0gXCJqc29uYlwiID8gMSA6IDAgfSkgfTtcbiAgc3dpdGNoICh3aXJlKSB7XG4gICAgY2FzZSBcImJvb2xcIjoge1xuICAgICAgY29uc3QgdmFsdWVzID0gbmV3IFVpbnQ4QXJyYXkoY291bnQpO1xuICAgICAgcmV0dXJuIHsgYXM6IFwiYm9vbFwiLCB2YWx1ZXMsIC4uLmZpbGwoZmllbGQsIChyb3csIGF0KSA9PiAodmFsdWVzW3Jvd10gPSB2aWV3LmdldFVpbnQ4KGF0KSkpIH07XG4gICAgfVxuICAgIGNhc2UgXCJpbnQyXCI6XG4gICAgY2FzZSBcImludDRcIjpcbiAgICAgIHJldHVybiBkZWNvZGVJbnQzMihmaWVsZCwgd2lyZSk7XG4gICAgY2FzZSBcImludDhcIjoge1xuICAgICAgY29uc3QgdmFsdWVzID0gbmV3IEJpZ0ludDY0QXJyYXkoY291bnQpO1xuICAgICAgY29uc3QgaGFsdmVzID0gbmV3IEludDMyQXJyYXkodmFsdWVzLmJ1ZmZlcik7XG4gICAgICByZXR1cm4ge1xuICAgICAgICBhczogXCJpbnQ2NFwiLFxuICAgICAgICB2YWx1ZXMsXG4gICAgICAgIC4uLmZpbGwoZmllbGQsIChyb3csIGF0KSA9PiBwdXRIYWx2ZXMoaGFsdmVzLCByb3csIHZpZXcuZ2V0SW50MzIoYXQpLCB2aWV3LmdldEludDMyKGF0ICsgNCkpKSxcbiAgICAgIH07XG4gICAgfVxuICAgIGNhc2UgXCJmbG9hdDRcIjpcbiAgICBjYXNlIFwiZmxvYXQ4XCI6XG4gICAgICByZXR1cm4gZGVjb2RlRmxvYXQ2NChmaWVsZCwgd2lyZSk7XG4gICAgY2FzZSBcIm51bWVyaWNcIjpcbiAgICAgIHJldHVybiBkZWNvZGVOdW1lcmljKGZpZWxkLCBsb2dpY2FsKTtcbiAgICBjYXNlIFwiZGF0ZVwiOlxuICAgICAgcmV0dXJuIGRlY29kZURhdGUoZmllbGQpO1xuICAgIGNhc2UgXCJ0aW1lXCI6IHtcbiAgICAgIGNvbnN0IHZhbHVlcyA9IG5ldyBCaWdJbnQ2NEFycmF5KGNvdW50KTtcbiAgICAgIGNvbnN0IGhhbHZlcyA9IG5ldyBJbnQzMkFycmF5KHZhbHVlcy5idWZmZXIpO1xuICAgICAgcmV0dXJuIHtcbiAgICAgICAgYXM6IFwidGltZTY0XCIsXG4gICAgICAgIHZhbHVlcyxcbiAgICAgICAgLi4uZmlsbChmaWVsZCwgKHJvdywgYXQpID0+IHB1dEhhbHZlcyhoYWx2ZXMsIHJvdywgdmlldy5nZXRJbnQzMihhdCksIHZpZXcuZ2V0SW50MzIoYXQgKyA0KSkpLFxuICAgICAgfTtcbiAgICB9XG4gICAgY2FzZSBcInRpbWVzdGFtcFwiOlxuICAgIGNhc2UgXCJ0aW1lc3RhbXB0elwiOlxuICAgICAgcmV0dXJuIGRlY29kZU1pY3JvcyhmaWVsZCk7XG4gICAgY2FzZSBcInRpbWV0elwiOlxuICAgICAgcmV0dXJuIHsgYXM6IFwidGV4dFwiLCB2YWx1ZXM6IG1hcEZpZWxkKGZpZWxkLCAoYXQpID0+IHJlYWRab25lZFRpbWUodmlldywgYXQpKSB9O1xuICAgIGNhc2UgXCJ1dWlkXCI6XG4gICAgICByZXR1cm4geyBhczogXCJ0ZXh0XCIsIHZhbHVlczogbWFwRmllbGQoZmllbGQsIChhdCkgPT4gcmVhZFV1aWQodmlldywgYXQpKSB9O1xuICAgIGNhc2UgXCJieXRlYVwiOlxuICAgICAgcmV0dXJuIHtcbiAgICAgICAgYXM6IFwiYnl0ZXNcIixcbiAgICAgICAgdmFsdWVzOiBtYXBGaWVsZChmaWVsZCwgKGF0KSA9PiBmaWVsZC5ieXRlcy5zbGljZShhdCwgYXQgKyB2aWV3LmdldEludDMyKGF0IC0gNCkpKSxcbiAgICAgIH07XG4gIH1cbn1cblxuLyoqIENhbGxzIGBwdXRgIGZvciBldmVyeSByb3cgdGhhdCBpcyBub3QgbnVsbDsgYHZhbGlkYCBvbmx5IHdoZXJlIHNvbWUgYXJlLiAqL1xuZnVuY3Rpb24gZmlsbChmaWVsZDogRmllbGRJbmRleCwgcHV0OiAocm93OiBudW1iZXIsIGF0OiBudW1iZXIpID0+IHZvaWQpOiB7IHZhbGlkPzogVWludDhBcnJheSB9IHtcbiAgY29uc3QgeyB2aWV3LCBvZmZzZXRzLCBmaXJzdCwgc3RlcCwgY291bnQgfSA9IGZpZWxkO1xuICBsZXQgdmFsaWQ6IFVpbnQ4QXJyYXkgfCB1bmRlZmluZWQ7XG4gIGZvciAobGV0IHJvdyA9IDA7IHJvdyA8IGNvdW50OyByb3crKykge1xuICAgIGNvbnN0IGF0ID0gb2Zmc2V0c1tmaXJzdCArIHJvdyAqIHN0ZXBdID8/IDA7XG4gICAgaWYgKHZpZXcuZ2V0SW50MzIoYXQgLSA0KSA+PSAwKSBwdXQocm93LCBhdCk7XG4gICAgZWxzZSB7XG4gICAgICB2YWxpZCA/Pz0gbmV3IFVpbnQ4QXJyYXkoY291bnQpLmZpbGwoMSk7XG4gICAgICB2YWxpZFtyb3ddID0gMDtcbiAgICB9XG4gIH1cbiAgcmV0dXJuIHZhbGlkID8geyB2YWxpZCB9IDoge307XG59XG5cbmZ1bmN0aW9uIG1hcEZpZWxkPEl0ZW0+KGZpZWxkOiBGaWVsZEluZGV4LCByZWFkOiAoYXQ6IG51bWJlcikgPT4gSXRlbSk6IChJdGVtIHwgbnVsbClbXSB7XG4gIGNvbnN0IHZhbHVlcyA9IG5ldyBBcnJheTxJdGVtIHwgbnVsbD4oZmllbGQuY291bnQpLmZpbGwobnVsbCk7XG4gIGZpbGwoZmllbGQsIChyb3csIGF0KSA9PiAodmFsdWVzW3Jvd10gPSByZWFkKGF0KSkpO1xuICByZXR1cm4gdmFsdWVzO1xufVxuXG4vKiogV3JpdGVzIGEgNjQtYml0IGludGVnZXIgd2l0aG91dCBtYWtpbmcgYSBiaWdpbnQgb2YgaXQuICovXG5jb25zdCBpc0xpdHRsZUVuZGlhbiA9IG5ldyBVaW50OEFycmF5KFVpbnQxNkFycmF5Lm9mKDEpLmJ1ZmZlcilbMF0gPT09IDE7XG5cbmZ1bmN0aW9uIHB1dEhhbHZlcyhoYWx2ZXM6IEludDMyQXJyYXksIHJvdzogbnVtYmVyLCBoaWdoOiBudW1iZXIsIGxvdzogbnVtYmVyKTogdm9pZCB7XG4gIGhhbHZlc1syICogcm93ICsgKGlzTGl0dGxlRW5kaWFuID8gMSA6IDApXSA9IGhpZ2g7XG4gIGhhbHZlc1syICogcm93ICsgKGlzTGl0dGxlRW5kaWFuID8gMCA6IDEpXSA9IGxvdztcbn1cblxuZnVuY3Rpb24gcHV0TnVtYmVyKGhhbHZlczogSW50MzJBcnJheSwgcm93OiBudW1iZXIsIHZhbHVlOiBudW1iZXIpOiB2b2lkIHtcbiAgcHV0SGFsdmVzKGhhbHZlcywgcm93LCBNYXRoLmZsb29yKHZhbHVlIC8gMHgxXzAwMDBfMDAwMCksIHZhbHVlIHwgMCk7XG59XG5cbmZ1bmN0aW9uIGRlY29kZUludDMyKGZpZWxkOiBGaWVsZEluZGV4LCB3aXJlOiBcImludDJcIiB8IFwiaW50NFwiKTogQ29sdW1uIHtcbiAgY29uc3QgeyB2aWV3IH0gPSBmaWVsZDtcbiAgY29uc3QgdmFsdWVzID0gbmV3IEludDMyQXJyYXkoZmllbGQuY291bnQpO1xuICBjb25zdCB2YWxpZCA9XG4gICAgd2lyZSA9PT0gXCJpbnQyXCJcbiAgICAgID8gZmlsbChmaWVsZCwgKHJvdywgYXQpID0+ICh2YWx1ZXNbcm93XSA9IHZpZXcuZ2V0SW50MTYoYXQpKSlcbiAgICAgIDogZmlsbChmaWVsZCwgKHJvdywgYXQpID0+ICh2YWx1ZXNbcm93XSA9IHZpZXcuZ2V0SW50MzIoYXQpKSk7XG4gIHJldHVybiB7IGFzOiBcImludDMyXCIsIHZhbHVlcywgLi4udmFsaWQgfTtcbn1cblxuZnVuY3Rpb24gZGVjb2RlRmxvYXQ2NChmaWVsZDogRmllbGRJbmRleCwgd2lyZTogXCJmbG9hdDRcIiB8IFwiZmxvYXQ4XCIpOiBDb2x1bW4ge1xuICBjb25zdCB7IHZpZXcgfSA9IGZpZWxkO1xuICBjb25zdCB2YWx1ZXMgPSBuZXcgRmxvYXQ2NEFycmF5KGZpZWxkLmNvdW50KTtcbiAgY29uc3QgdmFsaWQgPVxuICAgIHdpcmUgPT09IFwiZmxvYXQ0XCJcbiAgICAgID8gZmlsbChmaWVsZCwgKHJvdywgYXQpID0+ICh2YWx1ZXNbcm93XSA9IHNob3J0ZXN0RmxvYXQzMih2aWV3LmdldEZsb2F0MzIoYXQpKSkpXG4gICAgICA6IGZpbGwoZmllbGQsIChyb3csIGF0KSA9PiAodmFsdWVzW3Jvd10gPSB2aWV3LmdldEZsb2F0NjQoYXQpKSk7XG4gIHJldHVybiB7IGFzOiBcImZsb2F0NjRcIiwgdmFsdWVzLCAuLi52YWxpZCB9O1xufVxuXG5mdW5jdGlvbiBkZWNvZGVOdW1lcmljKGZpZWxkOiBGaWVsZEluZGV4LCBsb2dpY2FsOiBMb2dpY2FsVHlwZSk6IENvbHVtbiB8IG51bGwge1xuICBjb25zdCB7IHZpZXcgfSA9IGZpZWxkO1xuICBjb25zdCBmaXRzID0gbG9naWNhbC5raW5kID09PSBcImRlY2ltYWxcIiAmJiBsb2dpY2FsLnByZWNpc2lvbiAhPT0gdW5kZWZpbmVkICYmIGxvZ2ljYWwucHJlY2lzaW9uIDw9IDE4O1xuICBpZiAoIWZpdHMgfHwgbG9naWNhbC5zY2FsZSA9PT0gdW5kZWZpbmVkKSB7XG4gICAgcmV0dXJuIHsgYXM6IFwidGV4dFwiLCB2YWx1ZXM6IG1hcEZpZWxkKGZpZWxkLCAoYXQpID0+IG51bWVyaWNUZXh0KHZpZXcsIGF0KSkgfTtcbiAgfVxuICBjb25zdCB7IHNjYWxlIH0gPSBsb2dpY2FsO1xuICBjb25zdCB2YWx1ZXMgPSBuZXcgQmlnSW50NjRBcnJheShmaWVsZC5jb3VudCk7XG4gIGNvbnN0IGhhbHZlcyA9IG5ldyBJbnQzMkFycmF5KHZhbHVlcy5idWZmZXIpO1xuICBsZXQgaGFzRm9ybSA9IHRydWU7XG4gIGNvbnN0IHZhbGlkID0gZmlsbChmaWVsZCwgKHJvdywgYXQpID0+IHtcbiAgICBjb25zdCB1bnNjYWxlZCA9IG51bWVyaWNVbnNjYWxlZCh2aWV3LCBhdCwgc2NhbGUpO1xuICAgIGlmICh0eXBlb2YgdW5zY2FsZWQgPT09IFwibnVtYmVyXCIpIHB1dE51bWJlcihoYWx2ZXMsIHJvdywgdW5zY2FsZWQpO1xuICAgIGVsc2UgaWYgKHVuc2NhbGVkID09PSBudWxsKSBoYXNGb3JtID0gZmFsc2U7XG4gICAgZWxzZSB2YWx1ZXNbcm93XSA9IHVuc2NhbGVkO1xuICB9KTtcbiAgcmV0dXJuIGhhc0Zvcm0gPyB7IGFzOiBcImRlY2ltYWw2NFwiLCB2YWx1ZXMsIHNjYWxlLCAuLi52YWxpZCB9IDogbnVsbDtcbn1cblxuZnVuY3Rpb24gZGVjb2RlRGF0ZShmaWVsZDogRmllbGRJbmRleCk6IENvbHVtbiB7XG4gIGNvbnN0IHsgdmlldyB9ID0gZmllbGQ7XG4gIGNvbnN0IHZhbHVlcyA9IG5ldyBJbnQzMkFycmF5KGZpZWxkLmNvdW50KTtcbiAgY29uc3QgdmFsaWQgPSBmaWxsKGZpZWxkLCAocm93LCBhdCkgPT4ge1xuICAgIGNvbnN0IGRheXMgPSB2aWV3LmdldEludDMyKGF0KTtcbiAgICBpZiAoZGF5cyA9PT0gaW5maW5pdGVEYXRlKSB2YWx1ZXNbcm93XSA9IDB4N2ZmZl9mZmZmO1xuICAgIGVsc2UgdmFsdWVzW3Jvd10gPSBkYXlzID09PSBtaW51c0luZmluaXRlRGF0ZSA/IC0weDdmZmZfZmZmZiA6IGRheXMgKyBkYXlzVG8yMDAwO1xuICB9KTtcbiAgcmV0dXJuIHsgYXM6IFwiZGF0ZTMyXCIsIHZhbHVlcywgLi4udmFsaWQgfTtcbn1cblxuY29uc3QgbWljcm9zVG8yMDAwID0gZGF5c1RvMjAwMCAqIG1pY3Jvc1BlckRheTtcbmNvbnN0IGxhc3RNaWNyb3MgPSBtYXhJbnQ2NCAtIDFuIC0gQmlnSW50KG1pY3Jvc1RvMjAwMCk7XG5cbmZ1bmN0aW9uIGRlY29kZU1pY3JvcyhmaWVsZDogRmllbGRJbmRleCk6IENvbHVtbiB8IG51bGwge1xuICBjb25zdCB7IHZpZXcgfSA9IGZpZWxkO1xuICBjb25zdCB2YWx1ZXMgPSBuZXcgQmlnSW50NjRBcnJheShmaWVsZC5jb3VudCk7XG4gIGNvbnN0IGhhbHZlcyA9IG5ldyBJbnQzMkFycmF5KHZhbHVlcy5idWZmZXIpO1xuICBsZXQgaGFzRm9ybSA9IHRydWU7XG4gIGNvbnN0IHZhbGlkID0gZmlsbChmaWVsZCwgKHJvdywgYXQpID0+IHtcbiAgICBjb25zdCBxdWljayA9IHZpZXcuZ2V0SW50MzIoYXQpICogMHgxXzAwMDBfMDAwMCArIHZpZXcuZ2V0VWludDMyKGF0ICsgNCk7XG4gICAgY29uc3Qgc2luY2VFcG9jaCA9IHF1aWNrICsgbWljcm9zVG8yMDAwO1xuICAgIGlmIChOdW1iZXIuaXNTYWZlSW50ZWdlcihzaW5jZUVwb2NoKSkgcmV0dXJuIHB1dE51bWJlcihoYWx2ZXMsIHJvdywgc2luY2VFcG9jaCk7XG4gICAgY29uc3QgZXhhY3QgPSB2aWV3LmdldEJpZ0ludDY0KGF0KTtcbiAgICBpZiAoZXhhY3QgPT09IG1heEludDY0KSB2YWx1ZXNbcm93XSA9IG1heEludDY0O1xuICAgIGVsc2UgaWYgKGV4YWN0ID09PSBtaW5JbnQ2NCkgdmFsdWVzW3Jvd10gPSAtbWF4SW50NjQ7XG4gICAgZWxzZSBpZiAoZXhhY3QgPiBsYXN0TWljcm9zKSBoYXNGb3JtID0gZmFsc2U7XG4gICAgZWxzZSB2YWx1ZXNbcm93XSA9IGV4YWN0ICsgQmlnSW50KG1pY3Jvc1RvMjAwMCk7XG4gIH0pO1xuICByZXR1cm4gaGFzRm9ybSA/IHsgYXM6IFwibWljcm9zNjRcIiwgdmFsdWVzLCAuLi52YWxpZCB9IDogbnVsbDtcbn1cbiJdLAogICJtYXBwaW5ncyI6ICI7QUFBQSxPQUFPLFFBQVE7OztBQ0lSLElBQU0sYUFBYTtBQUNuQixJQUFNLGVBQWU7QUFDckIsSUFBTSxXQUFXLE1BQU0sTUFBTTtBQUM3QixJQUFNLFdBQVcsRUFBRSxNQUFNO0FBQ3pCLElBQU0sZUFBZTtBQUNyQixJQUFNLG9CQUFvQjtBQUVqQyxJQUFNLE9BQU8sTUFBTSxLQUFLLEVBQUUsUUFBUSxJQUFJLEdBQUcsQ0FBQyxHQUFHLFdBQVcsT0FBTyxNQUFNLEVBQUUsU0FBUyxHQUFHLEdBQUcsQ0FBQztBQUN2RixJQUFNLFlBQVksb0JBQUksSUFBb0I7QUFDMUMsSUFBTSxlQUFlO0FBR2QsU0FBUyxTQUFTLE1BQXNCO0FBQzdDLE1BQUksU0FBUyxhQUFjLFFBQU87QUFDbEMsTUFBSSxTQUFTLGtCQUFtQixRQUFPO0FBQ3ZDLFFBQU0sUUFBUSxVQUFVLElBQUksSUFBSTtBQUNoQyxNQUFJLFVBQVUsT0FBVyxRQUFPO0FBQ2hDLE1BQUksVUFBVSxRQUFRLGFBQWMsV0FBVSxNQUFNO0FBQ3BELFFBQU0sT0FBTyxXQUFXLElBQUk7QUFDNUIsWUFBVSxJQUFJLE1BQU0sSUFBSTtBQUN4QixTQUFPO0FBQ1Q7QUFHQSxTQUFTLFdBQVcsTUFBc0I7QUFDeEMsUUFBTSxVQUFVLE9BQU8sYUFBYTtBQUNwQyxRQUFNLE1BQU0sS0FBSyxNQUFNLFVBQVUsTUFBTztBQUN4QyxRQUFNLFdBQVcsVUFBVSxNQUFNO0FBQ2pDLFFBQU0sWUFBWSxLQUFLO0FBQUEsS0FDcEIsV0FDQyxLQUFLLE1BQU0sV0FBVyxJQUFLLElBQzNCLEtBQUssTUFBTSxXQUFXLEtBQU0sSUFDNUIsS0FBSyxNQUFNLFdBQVcsTUFBTyxLQUM3QjtBQUFBLEVBQ0o7QUFDQSxRQUFNLFlBQVksWUFBWSxNQUFNLFlBQVksS0FBSyxNQUFNLFlBQVksQ0FBQyxJQUFJLEtBQUssTUFBTSxZQUFZLEdBQUc7QUFDdEcsUUFBTSxhQUFhLEtBQUssT0FBTyxJQUFJLFlBQVksS0FBSyxHQUFHO0FBQ3ZELFFBQU0sTUFBTSxZQUFZLEtBQUssT0FBTyxNQUFNLGFBQWEsS0FBSyxDQUFDLElBQUk7QUFDakUsUUFBTSxRQUFRLGFBQWEsS0FBSyxhQUFhLElBQUksYUFBYTtBQUM5RCxRQUFNLE9BQU8sWUFBWSxNQUFNLE9BQU8sU0FBUyxJQUFJLElBQUk7QUFDdkQsU0FBTyxHQUFHLFdBQVcsSUFBSSxDQUFDLElBQUksS0FBSyxLQUFLLENBQUMsSUFBSSxLQUFLLEdBQUcsQ0FBQztBQUN4RDtBQUVBLFNBQVMsV0FBVyxNQUFzQjtBQUN4QyxNQUFJLFFBQVEsS0FBSyxRQUFRLEtBQU0sUUFBTyxPQUFPLElBQUksRUFBRSxTQUFTLEdBQUcsR0FBRztBQUNsRSxTQUFPLEdBQUcsT0FBTyxJQUFJLE1BQU0sR0FBRyxHQUFHLE9BQU8sS0FBSyxJQUFJLElBQUksQ0FBQyxFQUFFLFNBQVMsR0FBRyxHQUFHLENBQUM7QUFDMUU7QUFHTyxTQUFTLFNBQVMsUUFBd0I7QUFDL0MsUUFBTSxVQUFVLEtBQUssTUFBTSxTQUFTLEdBQVM7QUFDN0MsUUFBTSxXQUFXLFNBQVMsVUFBVTtBQUNwQyxRQUFNLFFBQVEsS0FBSyxNQUFNLFVBQVUsSUFBSTtBQUN2QyxRQUFNLFVBQVUsS0FBSyxNQUFNLFVBQVUsRUFBRSxJQUFJO0FBQzNDLFFBQU0sT0FBTyxHQUFHLEtBQUssS0FBSyxDQUFDLElBQUksS0FBSyxPQUFPLENBQUMsSUFBSSxLQUFLLFVBQVUsRUFBRSxDQUFDO0FBQ2xFLFNBQU8sYUFBYSxJQUFJLE9BQU8sR0FBRyxJQUFJLElBQUksT0FBTyxRQUFRLEVBQUUsU0FBUyxHQUFHLEdBQUcsQ0FBQztBQUM3RTtBQUdPLFNBQVMsU0FBUyxhQUE2QjtBQUNwRCxNQUFJLGdCQUFnQixFQUFHLFFBQU87QUFDOUIsUUFBTSxVQUFVLEtBQUssSUFBSSxXQUFXO0FBQ3BDLFFBQU0sT0FBTyxHQUFHLGNBQWMsSUFBSSxNQUFNLEdBQUcsR0FBRyxLQUFLLEtBQUssTUFBTSxVQUFVLElBQUksQ0FBQyxDQUFDLElBQUksS0FBSyxLQUFLLE1BQU0sVUFBVSxFQUFFLElBQUksRUFBRSxDQUFDO0FBQ3JILFNBQU8sVUFBVSxPQUFPLElBQUksT0FBTyxHQUFHLElBQUksSUFBSSxLQUFLLFVBQVUsRUFBRSxDQUFDO0FBQ2xFO0FBR08sU0FBUyxjQUFjQSxPQUFnQixRQUF3QjtBQUNwRSxRQUFNLE9BQU9BLE1BQUssU0FBUyxNQUFNO0FBQ2pDLFFBQU0sTUFBTUEsTUFBSyxVQUFVLFNBQVMsQ0FBQztBQUNyQyxNQUFJLFNBQVMsY0FBZSxRQUFRLFdBQWEsUUFBTztBQUN4RCxNQUFJLFNBQVMsZUFBZ0IsUUFBUSxFQUFHLFFBQU87QUFDL0MsTUFBSSxTQUFTLE9BQU8sYUFBZ0I7QUFDcEMsTUFBSSxPQUFPLEtBQUssTUFBTSxTQUFTLFlBQVk7QUFDM0MsTUFBSSxPQUFPLGNBQWMsTUFBTSxFQUFHLFdBQVUsT0FBTztBQUFBLE9BQzlDO0FBQ0gsVUFBTSxRQUFRQSxNQUFLLFlBQVksTUFBTTtBQUNyQyxVQUFNLGFBQWMsUUFBUSxPQUFPLFlBQVksSUFBSyxPQUFPLFlBQVksS0FBSyxPQUFPLFlBQVk7QUFDL0YsV0FBTyxRQUFRLFFBQVEsYUFBYSxPQUFPLFlBQVksQ0FBQztBQUN4RCxhQUFTLE9BQU8sU0FBUztBQUFBLEVBQzNCO0FBQ0EsU0FBTyxHQUFHLFNBQVMsSUFBSSxDQUFDLElBQUksU0FBUyxNQUFNLENBQUM7QUFDOUM7QUFHTyxTQUFTLFdBQVdBLE9BQWdCLFFBQXdCO0FBQ2pFLFNBQU9BLE1BQUssU0FBUyxNQUFNLElBQUksYUFBZ0JBLE1BQUssVUFBVSxTQUFTLENBQUM7QUFDMUU7QUFJQSxJQUFNLFdBQVc7QUFFakIsSUFBTSxZQUFZLEtBQUs7QUFDdkIsSUFBTSxjQUFjLE9BQU8sUUFBUSxJQUFJLE9BQU8sWUFBWTs7O0FDOUYxRCxJQUFNLFFBQVEsRUFBRSxVQUFVLEdBQVEsVUFBVSxPQUFRLEtBQUssT0FBUSxVQUFVLE9BQVEsZUFBZSxNQUFPO0FBRXpHLElBQU0sU0FBUyxNQUFNLEtBQUssRUFBRSxRQUFRLElBQU8sR0FBRyxDQUFDLEdBQUcsVUFBVSxPQUFPLEtBQUssRUFBRSxTQUFTLEdBQUcsR0FBRyxDQUFDO0FBR25GLFNBQVMsWUFBWUMsT0FBZ0IsUUFBd0I7QUFDbEUsUUFBTSxPQUFPQSxNQUFLLFVBQVUsU0FBUyxDQUFDO0FBQ3RDLE1BQUksU0FBUyxNQUFNLElBQUssUUFBTztBQUMvQixNQUFJLFNBQVMsTUFBTSxTQUFVLFFBQU87QUFDcEMsTUFBSSxTQUFTLE1BQU0sY0FBZSxRQUFPO0FBQ3pDLFFBQU0sU0FBU0EsTUFBSyxTQUFTLE1BQU07QUFDbkMsUUFBTSxTQUFTQSxNQUFLLFNBQVMsU0FBUyxDQUFDO0FBQ3ZDLFFBQU0sUUFBUUEsTUFBSyxVQUFVLFNBQVMsQ0FBQztBQUN2QyxRQUFNLFFBQVEsQ0FBQyxVQUNiLFNBQVMsS0FBSyxRQUFRLFNBQVNBLE1BQUssVUFBVSxTQUFTLElBQUksSUFBSSxLQUFLLElBQUk7QUFDMUUsTUFBSSxPQUFPLFNBQVMsTUFBTSxXQUFXLE1BQU07QUFDM0MsTUFBSSxTQUFTLEVBQUcsU0FBUTtBQUFBLE1BQ25CLFNBQVEsTUFBTSxDQUFDO0FBQ3BCLFdBQVMsUUFBUSxHQUFHLFNBQVMsUUFBUSxRQUFTLFNBQVEsT0FBTyxNQUFNLEtBQUssQ0FBQyxLQUFLO0FBQzlFLE1BQUksVUFBVSxFQUFHLFFBQU87QUFDeEIsTUFBSSxXQUFXO0FBQ2YsV0FBUyxRQUFRLFNBQVMsR0FBRyxTQUFTLFNBQVMsT0FBTyxRQUFTLGFBQVksT0FBTyxNQUFNLEtBQUssQ0FBQyxLQUFLO0FBQ25HLFNBQU8sR0FBRyxJQUFJLElBQUksU0FBUyxNQUFNLEdBQUcsS0FBSyxDQUFDO0FBQzVDO0FBTU8sU0FBUyxnQkFBZ0JBLE9BQWdCLFFBQWdCLE9BQXVDO0FBQ3JHLFFBQU0sU0FBU0EsTUFBSyxTQUFTLE1BQU07QUFDbkMsUUFBTSxTQUFTQSxNQUFLLFNBQVMsU0FBUyxDQUFDO0FBQ3ZDLFFBQU0sT0FBT0EsTUFBSyxVQUFVLFNBQVMsQ0FBQztBQUN0QyxNQUFJLFNBQVMsTUFBTSxZQUFZLFNBQVMsTUFBTSxTQUFVLFFBQU87QUFDL0QsTUFBSSxTQUFTLEVBQUcsUUFBTyxjQUFjQSxPQUFNLFFBQVEsS0FBSztBQUN4RCxNQUFJLFFBQVE7QUFDWixXQUFTLFFBQVEsR0FBRyxRQUFRLFFBQVE7QUFDbEMsWUFBUSxRQUFRLE1BQVNBLE1BQUssVUFBVSxTQUFTLElBQUksSUFBSSxLQUFLO0FBQ2hFLFFBQU0sV0FBVyxLQUFLLFNBQVMsU0FBUyxLQUFLO0FBQzdDLFFBQU0sV0FBVyxZQUFZLElBQUksUUFBUSxXQUFXLFFBQVEsSUFBSSxRQUFRLFdBQVcsQ0FBQyxRQUFRO0FBQzVGLE1BQUksUUFBUSxPQUFPLG9CQUFvQixXQUFXLE9BQU87QUFDdkQsV0FBTyxjQUFjQSxPQUFNLFFBQVEsS0FBSztBQUMxQyxTQUFPLFNBQVMsTUFBTSxZQUFZLGFBQWEsSUFBSSxDQUFDLFdBQVc7QUFDakU7QUFFQSxJQUFNLFNBQVMsTUFBTSxLQUFLLEVBQUUsUUFBUSxHQUFHLEdBQUcsQ0FBQyxHQUFHLGFBQWEsT0FBTyxLQUFLLFFBQVEsRUFBRSxDQUFDO0FBRWxGLFNBQVMsV0FBVyxVQUEwQjtBQUM1QyxTQUFPLE9BQU8sUUFBUSxLQUFLLE9BQU8sS0FBSyxRQUFRLEVBQUU7QUFDbkQ7QUFFQSxTQUFTLGNBQWNBLE9BQWdCLFFBQWdCLE9BQXVCO0FBQzVFLFFBQU0sQ0FBQyxRQUFRLEtBQUssV0FBVyxFQUFFLElBQUksWUFBWUEsT0FBTSxNQUFNLEVBQUUsTUFBTSxHQUFHO0FBQ3hFLFNBQU8sT0FBTyxRQUFRLFNBQVMsT0FBTyxPQUFPLEdBQUcsRUFBRSxNQUFNLEdBQUcsS0FBSyxDQUFDO0FBQ25FOzs7QUMxREEsSUFBTSxVQUFpQyxFQUFFLE9BQU8sSUFBSSxXQUFXLENBQUMsRUFBRTtBQUVsRSxJQUFNLGdCQUFnQjtBQWtCZixTQUFTLFlBQVksUUFBdUM7QUFDakUsUUFBTSxPQUFPLElBQUksV0FBVyxPQUFPLEtBQUs7QUFDeEMsUUFBTSxPQUFPLE9BQU8sUUFBUSxJQUFJO0FBQ2hDLFFBQU1DLE9BQU0sT0FBTyxLQUFLLFFBQVEsTUFBTSxRQUFRLEdBQUcsSUFBSSxFQUFFLFNBQVMsTUFBTTtBQUN0RSxNQUFJQSxLQUFJLFdBQVcsUUFBUSxDQUFDLFlBQVksTUFBTSxNQUFNQSxLQUFJLE1BQU0sRUFBRyxRQUFPLGVBQWUsTUFBTTtBQUM3RixRQUFNLEVBQUUsTUFBQUMsT0FBTSxTQUFTLE9BQU8sTUFBTSxNQUFNLElBQUk7QUFDOUMsUUFBTSxRQUFRLElBQUksTUFBcUIsS0FBSztBQUM1QyxNQUFJLFFBQVE7QUFDWixXQUFTLE1BQU0sR0FBRyxNQUFNLE9BQU8sT0FBTztBQUNwQyxVQUFNLE1BQU0sS0FBSyxHQUFHLEtBQUs7QUFDekIsVUFBTSxTQUFTQSxNQUFLLFVBQVUsUUFBUSxRQUFRLE1BQU0sSUFBSSxLQUFLLEtBQUssQ0FBQyxJQUFJO0FBQ3ZFLFVBQU0sR0FBRyxJQUFJLFNBQVMsT0FBT0QsS0FBSSxVQUFVLE9BQU8sR0FBRztBQUNyRCxZQUFRO0FBQUEsRUFDVjtBQUNBLFNBQU87QUFDVDtBQUdBLFNBQVMsT0FBTyxFQUFFLE9BQU8sTUFBQUMsT0FBTSxTQUFTLE9BQU8sTUFBTSxPQUFPLEtBQUssR0FBZSxNQUEwQjtBQUN4RyxNQUFJLFFBQVEsTUFBTSxTQUFTLE1BQU0sT0FBUSxTQUFRLFFBQVEsSUFBSSxXQUFXLE1BQU0sTUFBTTtBQUNwRixRQUFNLFNBQVMsUUFBUTtBQUN2QixNQUFJLE9BQU87QUFDWCxXQUFTLE1BQU0sR0FBRyxNQUFNLE9BQU8sT0FBTztBQUNwQyxVQUFNLFNBQVMsUUFBUSxRQUFRLE1BQU0sSUFBSSxLQUFLO0FBQzlDLFVBQU0sTUFBTSxTQUFTQSxNQUFLLFNBQVMsU0FBUyxDQUFDO0FBQzdDLFVBQU0sUUFBUSxTQUFTO0FBQ3ZCLFFBQUksTUFBTSxRQUFRLGVBQWU7QUFDL0IsYUFBTyxJQUFJLE1BQU0sU0FBUyxPQUFPLEdBQUcsR0FBRyxJQUFJO0FBQzNDLGNBQVEsTUFBTTtBQUFBLElBQ2hCLE1BQU8sVUFBUyxLQUFLLE9BQU8sS0FBSyxLQUFLLEtBQU0sUUFBTyxNQUFNLElBQUksTUFBTSxFQUFFLEtBQUs7QUFDMUUsU0FBSyxHQUFHLElBQUk7QUFBQSxFQUNkO0FBQ0EsU0FBTztBQUNUO0FBR0EsU0FBUyxZQUFZLE1BQWtCLE1BQWMsT0FBd0I7QUFDM0UsUUFBTSxRQUFRLFFBQVE7QUFDdEIsTUFBSSxPQUFPO0FBQ1gsTUFBSSxLQUFLO0FBQ1QsV0FBUyxNQUFNLEdBQUcsTUFBTSxLQUFLLFFBQVEsT0FBTztBQUMxQyxVQUFNLE1BQU0sS0FBSyxHQUFHLEtBQUs7QUFDekIsV0FBTyxLQUFLLEtBQUssTUFBTTtBQUNyQixZQUFNLE9BQU8sTUFBTSxFQUFFLEtBQUs7QUFDMUIsV0FBSyxPQUFPLFNBQVUsSUFBTSxTQUFRLFFBQVEsTUFBTyxJQUFJO0FBQUEsSUFDekQ7QUFDQSxTQUFLLEdBQUcsSUFBSTtBQUFBLEVBQ2Q7QUFDQSxTQUFPLE9BQU8sUUFBUSxTQUFTO0FBQ2pDO0FBRUEsU0FBUyxlQUFlLEVBQUUsT0FBTyxNQUFBQSxPQUFNLFNBQVMsT0FBTyxNQUFNLE9BQU8sS0FBSyxHQUFrQztBQUN6RyxRQUFNLFNBQVMsT0FBTyxLQUFLLE1BQU0sUUFBUSxNQUFNLFlBQVksTUFBTSxVQUFVO0FBQzNFLFNBQU8sTUFBTSxLQUFLLEVBQUUsUUFBUSxNQUFNLEdBQUcsQ0FBQyxHQUFHLFFBQVE7QUFDL0MsVUFBTSxTQUFTLFFBQVEsUUFBUSxNQUFNLElBQUksS0FBSztBQUM5QyxVQUFNLFNBQVNBLE1BQUssU0FBUyxTQUFTLENBQUM7QUFDdkMsV0FBTyxTQUFTLElBQUksT0FBTyxPQUFPLFNBQVMsUUFBUSxTQUFTLE1BQU0sU0FBUyxNQUFNO0FBQUEsRUFDbkYsQ0FBQztBQUNIOzs7QUN2RUEsSUFBTSxZQUFZLFdBQVcsR0FBRyxJQUFNLElBQU0sSUFBTSxJQUFNLElBQU0sSUFBTSxJQUFNLEtBQU0sSUFBTSxJQUFNLENBQUk7QUFDaEcsSUFBTSxtQkFBbUIsVUFBVSxTQUFTO0FBOEJyQyxTQUFTLFNBQVNDLE9BQWdCLE9BQXVCO0FBQzlELFFBQU0sU0FBU0EsTUFBSyxTQUFTLEtBQUs7QUFDbEMsTUFBSSxTQUFTLFFBQVE7QUFDckIsV0FBUyxRQUFRLEdBQUcsUUFBUSxRQUFRLFNBQVM7QUFDM0MsVUFBTSxTQUFTQSxNQUFLLFNBQVMsTUFBTTtBQUNuQyxjQUFVLFNBQVMsSUFBSSxJQUFJLFNBQVM7QUFBQSxFQUN0QztBQUNBLFNBQU87QUFDVDtBQVlPLFNBQVMsWUFBWUMsT0FBZ0IsT0FBZSxRQUE0QjtBQUNyRixRQUFNLFVBQVUsSUFBSSxXQUFXLFFBQVEsTUFBTTtBQUM3QyxNQUFJLFNBQVM7QUFDYixNQUFJLFFBQVE7QUFDWixXQUFTLE1BQU0sR0FBRyxNQUFNLE9BQU8sT0FBTztBQUNwQyxRQUFJQSxNQUFLLFNBQVMsTUFBTSxNQUFNO0FBQzVCLFlBQU0sSUFBSSxNQUFNLGVBQWVBLE1BQUssU0FBUyxNQUFNLENBQUMsaUJBQWlCLE1BQU0saUJBQWlCO0FBQzlGLGNBQVU7QUFDVixhQUFTLFFBQVEsR0FBRyxRQUFRLFFBQVEsU0FBUztBQUMzQyxZQUFNLFNBQVNBLE1BQUssU0FBUyxNQUFNO0FBQ25DLGdCQUFVO0FBQ1YsY0FBUSxPQUFPLElBQUk7QUFDbkIsVUFBSSxTQUFTLEVBQUcsV0FBVTtBQUFBLElBQzVCO0FBQUEsRUFDRjtBQUNBLFNBQU87QUFDVDtBQUdPLFNBQVMsT0FBTyxPQUE2QjtBQUNsRCxTQUFPLElBQUksU0FBUyxNQUFNLFFBQVEsTUFBTSxZQUFZLE1BQU0sVUFBVTtBQUN0RTs7O0FDcEVPLFNBQVMsV0FBVyxPQUFtQkMsUUFBOEI7QUFDMUUsUUFBTSxFQUFFLE9BQU8sTUFBTSxJQUFJO0FBQ3pCLFFBQU1DLFFBQU8sT0FBTyxLQUFLO0FBQ3pCLFFBQU0sVUFBVSxZQUFZQSxPQUFNLE9BQU9ELE9BQU0sTUFBTTtBQUNyRCxRQUFNLE9BQU8sTUFBTSxLQUFLLEVBQUUsUUFBUSxNQUFNLEdBQUcsTUFBTSxJQUFJLE1BQWFBLE9BQU0sTUFBTSxFQUFFLEtBQUssSUFBSSxDQUFDO0FBQzFGLGFBQVcsQ0FBQyxPQUFPLElBQUksS0FBS0EsT0FBTSxRQUFRLEdBQUc7QUFDM0MsUUFBSSxXQUFXLElBQUksR0FBRztBQUNwQixZQUFNLE9BQU8sU0FBUyxVQUFVLElBQUk7QUFDcEMsWUFBTSxRQUFRLFlBQVksRUFBRSxPQUFPLE1BQUFDLE9BQU0sU0FBUyxPQUFPLE9BQU8sTUFBTUQsT0FBTSxRQUFRLE9BQU8sS0FBSyxDQUFDO0FBQ2pHLGlCQUFXLENBQUMsT0FBTyxHQUFHLEtBQUssS0FBSyxRQUFRLEVBQUcsS0FBSSxLQUFLLElBQUksTUFBTSxLQUFLLEtBQUs7QUFBQSxJQUMxRSxNQUFPLFdBQVUsTUFBTSxPQUFPQyxPQUFNLFNBQVMsUUFBUSxJQUFJLENBQUM7QUFBQSxFQUM1RDtBQUNBLFNBQU87QUFDVDtBQUVBLFNBQVMsVUFDUCxNQUNBLE9BQ0FBLE9BQ0EsU0FDQSxNQUNNO0FBQ04sUUFBTSxPQUFPLEtBQUssQ0FBQyxHQUFHLFVBQVU7QUFDaEMsYUFBVyxDQUFDLE9BQU8sR0FBRyxLQUFLLEtBQUssUUFBUSxHQUFHO0FBQ3pDLFVBQU0sU0FBUyxRQUFRLFFBQVEsT0FBTyxLQUFLLEtBQUs7QUFDaEQsVUFBTSxTQUFTQSxNQUFLLFNBQVMsU0FBUyxDQUFDO0FBQ3ZDLFFBQUksVUFBVSxFQUFHLEtBQUksS0FBSyxJQUFJLEtBQUtBLE9BQU0sUUFBUSxNQUFNO0FBQUEsRUFDekQ7QUFDRjtBQUlPLFNBQVMsV0FBVyxNQUFrQztBQUMzRCxTQUFPLFNBQVMsVUFBVSxTQUFTLGFBQWEsU0FBUyxZQUFZLFNBQVMsVUFBVSxTQUFTO0FBQ25HO0FBRUEsSUFBTSxVQUEwRDtBQUFBLEVBQzlELE1BQU0sQ0FBQ0EsT0FBTSxXQUFXQSxNQUFLLFNBQVMsTUFBTSxNQUFNO0FBQUEsRUFDbEQsTUFBTSxDQUFDQSxPQUFNLFdBQVdBLE1BQUssU0FBUyxNQUFNO0FBQUEsRUFDNUMsTUFBTSxDQUFDQSxPQUFNLFdBQVdBLE1BQUssU0FBUyxNQUFNO0FBQUEsRUFDNUMsTUFBTTtBQUFBLEVBQ04sUUFBUSxDQUFDQSxPQUFNLFdBQVcsZ0JBQWdCQSxNQUFLLFdBQVcsTUFBTSxDQUFDO0FBQUEsRUFDakUsUUFBUSxDQUFDQSxPQUFNLFdBQVdBLE1BQUssV0FBVyxNQUFNO0FBQUEsRUFDaEQsU0FBUyxDQUFDQSxPQUFNLFdBQVcsWUFBWUEsT0FBTSxNQUFNO0FBQUEsRUFDbkQsT0FBTyxDQUFDQSxPQUFNLFFBQVEsV0FBVyxJQUFJLFdBQVdBLE1BQUssUUFBUUEsTUFBSyxhQUFhLFFBQVEsTUFBTSxFQUFFLE1BQU07QUFBQSxFQUNyRyxNQUFNLENBQUNBLE9BQU0sV0FBVyxTQUFTQSxNQUFLLFNBQVMsTUFBTSxDQUFDO0FBQUEsRUFDdEQsTUFBTSxDQUFDQSxPQUFNLFdBQVcsU0FBUyxXQUFXQSxPQUFNLE1BQU0sQ0FBQztBQUFBLEVBQ3pELFFBQVE7QUFBQSxFQUNSLFdBQVcsQ0FBQ0EsT0FBTSxXQUFXLGNBQWNBLE9BQU0sTUFBTTtBQUFBLEVBQ3ZELGFBQWE7QUFBQSxFQUNiLE1BQU07QUFDUjtBQUdPLFNBQVMsVUFBVUEsT0FBZ0IsUUFBaUM7QUFDekUsUUFBTSxRQUFRQSxNQUFLLFNBQVMsTUFBTSxJQUFJLGFBQWdCQSxNQUFLLFVBQVUsU0FBUyxDQUFDO0FBQy9FLFNBQU8sT0FBTyxjQUFjLEtBQUssSUFBSSxRQUFRQSxNQUFLLFlBQVksTUFBTTtBQUN0RTtBQUdBLElBQU0saUJBQWlCLEtBQUs7QUFHckIsU0FBUyxnQkFBZ0IsT0FBdUI7QUFDckQsUUFBTSxPQUFPLEtBQUssSUFBSSxLQUFLO0FBQzNCLE1BQUksQ0FBQyxPQUFPLFNBQVMsS0FBSyxLQUFNLE9BQU8sS0FBSyxNQUFNLE9BQU8sVUFBVSxLQUFLLEVBQUksUUFBTztBQUNuRixXQUFTLFNBQVMsT0FBTyxpQkFBaUIsSUFBSSxHQUFHLFNBQVMsR0FBRyxVQUFVO0FBQ3JFLFVBQU0sWUFBWSxPQUFPLE1BQU0sWUFBWSxNQUFNLENBQUM7QUFDbEQsUUFBSSxLQUFLLE9BQU8sU0FBUyxNQUFNLE1BQU8sUUFBTztBQUFBLEVBQy9DO0FBQ0EsU0FBTyxPQUFPLE1BQU0sWUFBWSxDQUFDLENBQUM7QUFDcEM7QUFFTyxTQUFTLGNBQWNBLE9BQWdCLFFBQXdCO0FBQ3BFLFNBQU8sU0FBUyxXQUFXQSxPQUFNLE1BQU0sQ0FBQyxJQUFJLFNBQVMsQ0FBQ0EsTUFBSyxTQUFTLFNBQVMsQ0FBQyxLQUFLLENBQUM7QUFDdEY7QUFFQSxTQUFTLFlBQVlBLE9BQWdCLFFBQXdCO0FBQzNELFFBQU0sT0FBTyxjQUFjQSxPQUFNLE1BQU07QUFDdkMsU0FBTyxLQUFLLFNBQVMsVUFBVSxJQUFJLE9BQU8sR0FBRyxJQUFJO0FBQ25EO0FBRUEsSUFBTSxXQUFXLE1BQU0sS0FBSyxFQUFFLFFBQVEsSUFBSSxHQUFHLENBQUMsR0FBRyxTQUFTLEtBQUssU0FBUyxFQUFFLEVBQUUsU0FBUyxHQUFHLEdBQUcsQ0FBQztBQUVyRixTQUFTLFNBQVNBLE9BQWdCLFFBQXdCO0FBQy9ELE1BQUksT0FBTztBQUNYLFdBQVMsUUFBUSxHQUFHLFFBQVEsSUFBSSxTQUFTO0FBQ3ZDLFFBQUksVUFBVSxLQUFLLFVBQVUsS0FBSyxVQUFVLEtBQUssVUFBVSxHQUFJLFNBQVE7QUFDdkUsWUFBUSxTQUFTQSxNQUFLLFNBQVMsU0FBUyxLQUFLLENBQUMsS0FBSztBQUFBLEVBQ3JEO0FBQ0EsU0FBTztBQUNUOzs7QUN6RU8sU0FBUyxjQUFjLE9BQW1CQyxRQUFzQztBQUNyRixRQUFNQyxRQUFPLE9BQU8sTUFBTSxLQUFLO0FBQy9CLFFBQU0sVUFBVSxZQUFZQSxPQUFNLE1BQU0sT0FBT0QsT0FBTSxNQUFNO0FBQzNELFFBQU0sVUFBb0IsQ0FBQztBQUMzQixhQUFXLENBQUMsT0FBTyxJQUFJLEtBQUtBLE9BQU0sUUFBUSxHQUFHO0FBQzNDLFVBQU0sUUFBUSxFQUFFLE1BQUFDLE9BQU0sT0FBTyxNQUFNLE9BQU8sU0FBUyxPQUFPLE1BQU1ELE9BQU0sUUFBUSxPQUFPLE1BQU0sTUFBTTtBQUNqRyxVQUFNLFNBQVMsYUFBYSxPQUFPLElBQUk7QUFDdkMsUUFBSSxDQUFDLE9BQVEsUUFBTztBQUNwQixZQUFRLEtBQUssTUFBTTtBQUFBLEVBQ3JCO0FBQ0EsU0FBTztBQUNUO0FBRUEsU0FBUyxhQUFhLE9BQW1CLEVBQUUsTUFBTSxTQUFBRSxTQUFRLEdBQThCO0FBQ3JGLFFBQU0sRUFBRSxPQUFPLE1BQUFELE1BQUssSUFBSTtBQUN4QixNQUFJLFdBQVcsSUFBSTtBQUNqQixXQUFPLEVBQUUsSUFBSSxRQUFRLFFBQVEsWUFBWSxFQUFFLEdBQUcsT0FBTyxNQUFNLFNBQVMsVUFBVSxJQUFJLEVBQUUsQ0FBQyxFQUFFO0FBQ3pGLFVBQVEsTUFBTTtBQUFBLElBQ1osS0FBSyxRQUFRO0FBQ1gsWUFBTSxTQUFTLElBQUksV0FBVyxLQUFLO0FBQ25DLGFBQU8sRUFBRSxJQUFJLFFBQVEsUUFBUSxHQUFHLEtBQUssT0FBTyxDQUFDLEtBQUssT0FBUSxPQUFPLEdBQUcsSUFBSUEsTUFBSyxTQUFTLEVBQUUsQ0FBRSxFQUFFO0FBQUEsSUFDOUY7QUFBQSxJQUNBLEtBQUs7QUFBQSxJQUNMLEtBQUs7QUFDSCxhQUFPLFlBQVksT0FBTyxJQUFJO0FBQUEsSUFDaEMsS0FBSyxRQUFRO0FBQ1gsWUFBTSxTQUFTLElBQUksY0FBYyxLQUFLO0FBQ3RDLFlBQU0sU0FBUyxJQUFJLFdBQVcsT0FBTyxNQUFNO0FBQzNDLGFBQU87QUFBQSxRQUNMLElBQUk7QUFBQSxRQUNKO0FBQUEsUUFDQSxHQUFHLEtBQUssT0FBTyxDQUFDLEtBQUssT0FBTyxVQUFVLFFBQVEsS0FBS0EsTUFBSyxTQUFTLEVBQUUsR0FBR0EsTUFBSyxTQUFTLEtBQUssQ0FBQyxDQUFDLENBQUM7QUFBQSxNQUM5RjtBQUFBLElBQ0Y7QUFBQSxJQUNBLEtBQUs7QUFBQSxJQUNMLEtBQUs7QUFDSCxhQUFPLGNBQWMsT0FBTyxJQUFJO0FBQUEsSUFDbEMsS0FBSztBQUNILGFBQU8sY0FBYyxPQUFPQyxRQUFPO0FBQUEsSUFDckMsS0FBSztBQUNILGFBQU8sV0FBVyxLQUFLO0FBQUEsSUFDekIsS0FBSyxRQUFRO0FBQ1gsWUFBTSxTQUFTLElBQUksY0FBYyxLQUFLO0FBQ3RDLFlBQU0sU0FBUyxJQUFJLFdBQVcsT0FBTyxNQUFNO0FBQzNDLGFBQU87QUFBQSxRQUNMLElBQUk7QUFBQSxRQUNKO0FBQUEsUUFDQSxHQUFHLEtBQUssT0FBTyxDQUFDLEtBQUssT0FBTyxVQUFVLFFBQVEsS0FBS0QsTUFBSyxTQUFTLEVBQUUsR0FBR0EsTUFBSyxTQUFTLEtBQUssQ0FBQyxDQUFDLENBQUM7QUFBQSxNQUM5RjtBQUFBLElBQ0Y7QUFBQSxJQUNBLEtBQUs7QUFBQSxJQUNMLEtBQUs7QUFDSCxhQUFPLGFBQWEsS0FBSztBQUFBLElBQzNCLEtBQUs7QUFDSCxhQUFPLEVBQUUsSUFBSSxRQUFRLFFBQVEsU0FBUyxPQUFPLENBQUMsT0FBTyxjQUFjQSxPQUFNLEVBQUUsQ0FBQyxFQUFFO0FBQUEsSUFDaEYsS0FBSztBQUNILGFBQU8sRUFBRSxJQUFJLFFBQVEsUUFBUSxTQUFTLE9BQU8sQ0FBQyxPQUFPLFNBQVNBLE9BQU0sRUFBRSxDQUFDLEVBQUU7QUFBQSxJQUMzRSxLQUFLO0FBQ0gsYUFBTztBQUFBLFFBQ0wsSUFBSTtBQUFBLFFBQ0osUUFBUSxTQUFTLE9BQU8sQ0FBQyxPQUFPLE1BQU0sTUFBTSxNQUFNLElBQUksS0FBS0EsTUFBSyxTQUFTLEtBQUssQ0FBQyxDQUFDLENBQUM7QUFBQSxNQUNuRjtBQUFBLEVBQ0o7QUFDRjtBQUdBLFNBQVMsS0FBSyxPQUFtQixLQUFnRTtBQUMvRixRQUFNLEVBQUUsTUFBQUEsT0FBTSxTQUFTLE9BQU8sTUFBTSxNQUFNLElBQUk7QUFDOUMsTUFBSTtBQUNKLFdBQVMsTUFBTSxHQUFHLE1BQU0sT0FBTyxPQUFPO0FBQ3BDLFVBQU0sS0FBSyxRQUFRLFFBQVEsTUFBTSxJQUFJLEtBQUs7QUFDMUMsUUFBSUEsTUFBSyxTQUFTLEtBQUssQ0FBQyxLQUFLLEVBQUcsS0FBSSxLQUFLLEVBQUU7QUFBQSxTQUN0QztBQUNILGdCQUFVLElBQUksV0FBVyxLQUFLLEVBQUUsS0FBSyxDQUFDO0FBQ3RDLFlBQU0sR0FBRyxJQUFJO0FBQUEsSUFDZjtBQUFBLEVBQ0Y7QUFDQSxTQUFPLFFBQVEsRUFBRSxNQUFNLElBQUksQ0FBQztBQUM5QjtBQUVBLFNBQVMsU0FBZSxPQUFtQixNQUE2QztBQUN0RixRQUFNLFNBQVMsSUFBSSxNQUFtQixNQUFNLEtBQUssRUFBRSxLQUFLLElBQUk7QUFDNUQsT0FBSyxPQUFPLENBQUMsS0FBSyxPQUFRLE9BQU8sR0FBRyxJQUFJLEtBQUssRUFBRSxDQUFFO0FBQ2pELFNBQU87QUFDVDtBQUdBLElBQU0saUJBQWlCLElBQUksV0FBVyxZQUFZLEdBQUcsQ0FBQyxFQUFFLE1BQU0sRUFBRSxDQUFDLE1BQU07QUFFdkUsU0FBUyxVQUFVLFFBQW9CLEtBQWEsTUFBYyxLQUFtQjtBQUNuRixTQUFPLElBQUksT0FBTyxpQkFBaUIsSUFBSSxFQUFFLElBQUk7QUFDN0MsU0FBTyxJQUFJLE9BQU8saUJBQWlCLElBQUksRUFBRSxJQUFJO0FBQy9DO0FBRUEsU0FBUyxVQUFVLFFBQW9CLEtBQWEsT0FBcUI7QUFDdkUsWUFBVSxRQUFRLEtBQUssS0FBSyxNQUFNLFFBQVEsVUFBYSxHQUFHLFFBQVEsQ0FBQztBQUNyRTtBQUVBLFNBQVMsWUFBWSxPQUFtQixNQUErQjtBQUNyRSxRQUFNLEVBQUUsTUFBQUEsTUFBSyxJQUFJO0FBQ2pCLFFBQU0sU0FBUyxJQUFJLFdBQVcsTUFBTSxLQUFLO0FBQ3pDLFFBQU0sUUFDSixTQUFTLFNBQ0wsS0FBSyxPQUFPLENBQUMsS0FBSyxPQUFRLE9BQU8sR0FBRyxJQUFJQSxNQUFLLFNBQVMsRUFBRSxDQUFFLElBQzFELEtBQUssT0FBTyxDQUFDLEtBQUssT0FBUSxPQUFPLEdBQUcsSUFBSUEsTUFBSyxTQUFTLEVBQUUsQ0FBRTtBQUNoRSxTQUFPLEVBQUUsSUFBSSxTQUFTLFFBQVEsR0FBRyxNQUFNO0FBQ3pDO0FBRUEsU0FBUyxjQUFjLE9BQW1CLE1BQW1DO0FBQzNFLFFBQU0sRUFBRSxNQUFBQSxNQUFLLElBQUk7QUFDakIsUUFBTSxTQUFTLElBQUksYUFBYSxNQUFNLEtBQUs7QUFDM0MsUUFBTSxRQUNKLFNBQVMsV0FDTCxLQUFLLE9BQU8sQ0FBQyxLQUFLLE9BQVEsT0FBTyxHQUFHLElBQUksZ0JBQWdCQSxNQUFLLFdBQVcsRUFBRSxDQUFDLENBQUUsSUFDN0UsS0FBSyxPQUFPLENBQUMsS0FBSyxPQUFRLE9BQU8sR0FBRyxJQUFJQSxNQUFLLFdBQVcsRUFBRSxDQUFFO0FBQ2xFLFNBQU8sRUFBRSxJQUFJLFdBQVcsUUFBUSxHQUFHLE1BQU07QUFDM0M7QUFFQSxTQUFTLGNBQWMsT0FBbUJDLFVBQXFDO0FBQzdFLFFBQU0sRUFBRSxNQUFBRCxNQUFLLElBQUk7QUFDakIsUUFBTSxPQUFPQyxTQUFRLFNBQVMsYUFBYUEsU0FBUSxjQUFjLFVBQWFBLFNBQVEsYUFBYTtBQUNuRyxNQUFJLENBQUMsUUFBUUEsU0FBUSxVQUFVLFFBQVc7QUFDeEMsV0FBTyxFQUFFLElBQUksUUFBUSxRQUFRLFNBQVMsT0FBTyxDQUFDLE9BQU8sWUFBWUQsT0FBTSxFQUFFLENBQUMsRUFBRTtBQUFBLEVBQzlFO0FBQ0EsUUFBTSxFQUFFLE1BQU0sSUFBSUM7QUFDbEIsUUFBTSxTQUFTLElBQUksY0FBYyxNQUFNLEtBQUs7QUFDNUMsUUFBTSxTQUFTLElBQUksV0FBVyxPQUFPLE1BQU07QUFDM0MsTUFBSSxVQUFVO0FBQ2QsUUFBTSxRQUFRLEtBQUssT0FBTyxDQUFDLEtBQUssT0FBTztBQUNyQyxVQUFNLFdBQVcsZ0JBQWdCRCxPQUFNLElBQUksS0FBSztBQUNoRCxRQUFJLE9BQU8sYUFBYSxTQUFVLFdBQVUsUUFBUSxLQUFLLFFBQVE7QUFBQSxhQUN4RCxhQUFhLEtBQU0sV0FBVTtBQUFBLFFBQ2pDLFFBQU8sR0FBRyxJQUFJO0FBQUEsRUFDckIsQ0FBQztBQUNELFNBQU8sVUFBVSxFQUFFLElBQUksYUFBYSxRQUFRLE9BQU8sR0FBRyxNQUFNLElBQUk7QUFDbEU7QUFFQSxTQUFTLFdBQVcsT0FBMkI7QUFDN0MsUUFBTSxFQUFFLE1BQUFBLE1BQUssSUFBSTtBQUNqQixRQUFNLFNBQVMsSUFBSSxXQUFXLE1BQU0sS0FBSztBQUN6QyxRQUFNLFFBQVEsS0FBSyxPQUFPLENBQUMsS0FBSyxPQUFPO0FBQ3JDLFVBQU0sT0FBT0EsTUFBSyxTQUFTLEVBQUU7QUFDN0IsUUFBSSxTQUFTLGFBQWMsUUFBTyxHQUFHLElBQUk7QUFBQSxRQUNwQyxRQUFPLEdBQUcsSUFBSSxTQUFTLG9CQUFvQixjQUFlLE9BQU87QUFBQSxFQUN4RSxDQUFDO0FBQ0QsU0FBTyxFQUFFLElBQUksVUFBVSxRQUFRLEdBQUcsTUFBTTtBQUMxQztBQUVBLElBQU0sZUFBZSxhQUFhO0FBQ2xDLElBQU0sYUFBYSxXQUFXLEtBQUssT0FBTyxZQUFZO0FBRXRELFNBQVMsYUFBYSxPQUFrQztBQUN0RCxRQUFNLEVBQUUsTUFBQUEsTUFBSyxJQUFJO0FBQ2pCLFFBQU0sU0FBUyxJQUFJLGNBQWMsTUFBTSxLQUFLO0FBQzVDLFFBQU0sU0FBUyxJQUFJLFdBQVcsT0FBTyxNQUFNO0FBQzNDLE1BQUksVUFBVTtBQUNkLFFBQU0sUUFBUSxLQUFLLE9BQU8sQ0FBQyxLQUFLLE9BQU87QUFDckMsVUFBTSxRQUFRQSxNQUFLLFNBQVMsRUFBRSxJQUFJLGFBQWdCQSxNQUFLLFVBQVUsS0FBSyxDQUFDO0FBQ3ZFLFVBQU0sYUFBYSxRQUFRO0FBQzNCLFFBQUksT0FBTyxjQUFjLFVBQVUsRUFBRyxRQUFPLFVBQVUsUUFBUSxLQUFLLFVBQVU7QUFDOUUsVUFBTSxRQUFRQSxNQUFLLFlBQVksRUFBRTtBQUNqQyxRQUFJLFVBQVUsU0FBVSxRQUFPLEdBQUcsSUFBSTtBQUFBLGFBQzdCLFVBQVUsU0FBVSxRQUFPLEdBQUcsSUFBSSxDQUFDO0FBQUEsYUFDbkMsUUFBUSxXQUFZLFdBQVU7QUFBQSxRQUNsQyxRQUFPLEdBQUcsSUFBSSxRQUFRLE9BQU8sWUFBWTtBQUFBLEVBQ2hELENBQUM7QUFDRCxTQUFPLFVBQVUsRUFBRSxJQUFJLFlBQVksUUFBUSxHQUFHLE1BQU0sSUFBSTtBQUMxRDs7O0FOOUxBLElBQU0sTUFBTSxHQUFHLGFBQWEsb0JBQW9CO0FBQUcsSUFBTSxNQUFNLElBQUksV0FBVyxJQUFJLFNBQVMsSUFBSSxJQUFJLFNBQVMsQ0FBQyxDQUFDO0FBQUcsSUFBTSxPQUFPLE9BQU8sR0FBRztBQUN4SSxJQUFNLFNBQWlELENBQUM7QUFBRztBQUFFLE1BQUksSUFBSSxHQUFHLElBQUksR0FBRyxJQUFJO0FBQUcsU0FBTyxJQUFJLElBQUksUUFBUTtBQUFFLFFBQUksU0FBUyxNQUFNLENBQUM7QUFBRztBQUFLLFFBQUksSUFBSSxJQUFJLEtBQUssTUFBTSxNQUFNLElBQUksUUFBUTtBQUFFLGFBQU8sS0FBSyxFQUFFLE9BQU8sSUFBSSxTQUFTLEdBQUcsQ0FBQyxHQUFHLE9BQU8sRUFBRSxDQUFDO0FBQUcsVUFBSTtBQUFHLFVBQUk7QUFBQSxJQUFHO0FBQUEsRUFBRTtBQUFFO0FBQzlQLElBQU0sUUFBUSxDQUFDLFFBQU8sUUFBTyxRQUFPLFFBQU8sV0FBVSxXQUFVLFdBQVUsV0FBVSxVQUFTLFVBQVMsUUFBTyxRQUFPLFFBQU8sVUFBUyxVQUFTLFNBQVM7QUFDckosSUFBTSxVQUFVLENBQUMsTUFBYyxNQUFNLFlBQVksRUFBRSxNQUFNLFdBQW9CLFdBQVcsSUFBSSxPQUFPLEVBQUUsSUFBSSxFQUFFLE1BQU0sU0FBa0I7QUFDbkksSUFBTSxNQUFNLE1BQU07QUFBRSxRQUFNLElBQUksUUFBUSxTQUFTO0FBQUcsVUFBUSxFQUFFLE9BQU8sRUFBRSxVQUFVO0FBQU07QUFDckYsU0FBUyxLQUFLLE1BQWMsR0FBc0Q7QUFBRSxhQUFXLEtBQUssT0FBUSxHQUFFLENBQUM7QUFBRyxRQUFNLEtBQWUsQ0FBQztBQUFHLFdBQVMsSUFBSSxHQUFHLElBQUksR0FBRyxLQUFLO0FBQUUsVUFBTSxJQUFJLElBQUk7QUFBRyxlQUFXLEtBQUssT0FBUSxHQUFFLENBQUM7QUFBRyxPQUFHLEtBQUssSUFBSSxJQUFJLENBQUM7QUFBQSxFQUFHO0FBQUUsS0FBRyxLQUFLLENBQUMsR0FBRyxNQUFNLElBQUksQ0FBQztBQUFHLFVBQVEsSUFBSSxLQUFLLE9BQU8sRUFBRSxHQUFHLFFBQVEsR0FBRyxDQUFDLElBQUssR0FBRyxRQUFRLENBQUMsR0FBRyxXQUFXLEdBQUcsQ0FBQyxJQUFLLEdBQUcsUUFBUSxDQUFDLEdBQUcsc0JBQXNCO0FBQUc7QUFDalksSUFBTSxPQUFPLFFBQVEsS0FBSyxDQUFDO0FBQzNCLElBQU0sUUFBMkU7QUFBQSxFQUMvRSxPQUFPLENBQUMsTUFBTTtBQUFFLGdCQUFZLE9BQU8sRUFBRSxLQUFLLEdBQUcsRUFBRSxPQUFPLEVBQUU7QUFBQSxFQUFHO0FBQUEsRUFDM0QsU0FBUyxDQUFDLE1BQU07QUFBRSxrQkFBYyxHQUFHLE1BQU0sSUFBSSxDQUFDLFVBQVUsRUFBRSxNQUFNLFNBQVMsUUFBUSxJQUFJLEVBQUUsRUFBRSxDQUFDO0FBQUEsRUFBRztBQUFBLEVBQzdGLE1BQU0sQ0FBQyxNQUFNO0FBQUUsZUFBVyxHQUFHLENBQUMsR0FBRyxLQUFLLENBQUM7QUFBQSxFQUFHO0FBQUEsRUFDMUMsT0FBTyxDQUFDLE1BQU07QUFBRSxVQUFNLElBQUksT0FBTyxFQUFFLEtBQUs7QUFBRyxVQUFNLFVBQVUsWUFBWSxHQUFHLEVBQUUsT0FBTyxFQUFFO0FBQUcsZUFBVyxTQUFTLENBQUMsR0FBRyxHQUFHLElBQUksSUFBSSxFQUFFLEVBQUcsYUFBWSxFQUFFLE9BQU8sRUFBRSxPQUFPLE1BQU0sR0FBRyxTQUFTLE9BQU8sTUFBTSxJQUFJLE9BQU8sRUFBRSxPQUFPLE1BQU0sRUFBRSxDQUFDO0FBQUEsRUFBRztBQUFBLEVBQzdOLGFBQWEsQ0FBQyxNQUFNO0FBQUUsVUFBTSxJQUFJLE9BQU8sRUFBRSxLQUFLO0FBQUcsVUFBTSxVQUFVLFlBQVksR0FBRyxFQUFFLE9BQU8sRUFBRTtBQUFHLGVBQVcsU0FBUyxDQUFDLEdBQUcsR0FBRyxHQUFHLENBQUMsRUFBRyxVQUFTLElBQUksR0FBRyxJQUFJLEVBQUUsT0FBTyxJQUFLLGFBQVksR0FBRyxRQUFRLFFBQVEsSUFBSSxFQUFFLENBQUU7QUFBQSxFQUFHO0FBQzlNO0FBQ0EsV0FBVyxDQUFDLEdBQUcsQ0FBQyxLQUFLLE9BQU8sUUFBUSxLQUFLLEVBQUcsS0FBSSxDQUFDLFFBQVEsTUFBTSxLQUFNLE1BQUssR0FBRyxDQUFDOyIsCiAgIm5hbWVzIjogWyJ2aWV3IiwgInZpZXciLCAiYWxsIiwgInZpZXciLCAidmlldyIsICJ2aWV3IiwgInR5cGVzIiwgInZpZXciLCAidHlwZXMiLCAidmlldyIsICJsb2dpY2FsIl0KfQo=
