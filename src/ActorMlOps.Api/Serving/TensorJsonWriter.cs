using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Serving;

/// <summary>
/// Writes the values of a tensor, flat in row-major order. Numbers read back as the same; what JSON can't carry is a text.
/// </summary>
internal static class TensorJsonWriter
{
    /// <param name="json">Within an array.</param>
    public static void Write(Utf8JsonWriter json, TensorType type, ReadOnlySpan<byte> data)
    {
        switch (type)
        {
            case TensorType.Bool:
                foreach (var v in data)
                    json.WriteBooleanValue(v != 0);
                break;
            case TensorType.Int8:
                foreach (var v in MemoryMarshal.Cast<byte, sbyte>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.Int16:
                foreach (var v in MemoryMarshal.Cast<byte, short>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.Int32:
                foreach (var v in MemoryMarshal.Cast<byte, int>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.Int64:
                foreach (var v in MemoryMarshal.Cast<byte, long>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.UInt8:
                foreach (var v in data)
                    json.WriteNumberValue(v);
                break;
            case TensorType.UInt16:
                foreach (var v in MemoryMarshal.Cast<byte, ushort>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.UInt32:
                foreach (var v in MemoryMarshal.Cast<byte, uint>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.UInt64:
                foreach (var v in MemoryMarshal.Cast<byte, ulong>(data))
                    json.WriteNumberValue(v);
                break;
            case TensorType.Fp16:
                foreach (var v in MemoryMarshal.Cast<byte, Half>(data))
                    WriteSingle(json, (float)v);
                break;
            case TensorType.Fp32:
                foreach (var v in MemoryMarshal.Cast<byte, float>(data))
                    WriteSingle(json, v);
                break;
            case TensorType.Fp64:
                foreach (var v in MemoryMarshal.Cast<byte, double>(data))
                {
                    if (double.IsFinite(v))
                        json.WriteNumberValue(v);
                    else
                        WriteNotFinite(json, v);
                }
                break;
            default:
                for (; !data.IsEmpty; data = data[(4 + BinaryPrimitives.ReadInt32LittleEndian(data))..])
                    json.WriteStringValue(data.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(data)));
                break;
        }
    }

    private static void WriteSingle(Utf8JsonWriter json, float value)
    {
        if (float.IsFinite(value))
            json.WriteNumberValue(value);
        else
            WriteNotFinite(json, value);
    }

    private static void WriteNotFinite(Utf8JsonWriter json, double value) =>
        json.WriteStringValue(double.IsNaN(value) ? "NaN"u8 : value > 0 ? "Infinity"u8 : "-Infinity"u8);
}
