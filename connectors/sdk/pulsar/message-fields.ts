export type Scalar = "string" | "bytes" | "bool" | "int32" | "uint32" | "int64" | "uint64";
export type Rule = "required" | "optional" | "repeated";

export interface Field<Type extends string = string, Of extends Rule = Rule> {
  id: number;
  /** A scalar, or the name of a message of the table. */
  type: Type;
  rule: Of;
}

export const required = <const Type extends string>(id: number, type: Type): Field<Type, "required"> => {
  return { id, type, rule: "required" };
};
export const optional = <const Type extends string>(id: number, type: Type): Field<Type, "optional"> => {
  return { id, type, rule: "optional" };
};
export const repeated = <const Type extends string>(id: number, type: Type): Field<Type, "repeated"> => {
  return { id, type, rule: "repeated" };
};
