using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Api.Serving.Wire;
using ActorMlOps.Serving;
using Google.Protobuf;
using Google.Protobuf.Collections;

namespace ActorMlOps.Api.Serving;

/// <summary>Typed contents of a gRPC tensor from and to little-endian bytes.</summary>
internal static class GrpcContents
{
    /// <summary>There is a typed form: half floats are always sent raw.</summary>
    public static bool Holds(TensorType type) => type != TensorType.Fp16;

    /// <summary>Something is in one of the fields.</summary>
    public static bool Any(InferTensorContents? contents) => contents is not null && Filled(contents).Any(f => f.Count > 0);

    /// <exception cref="RequestException">Too many, too few, out of range, or in another field; the message names the input.</exception>
    public static byte[] Read(string name, TensorType type, int[] shape, InferTensorContents contents)
    {
        if (!Holds(type))
            throw new RequestException($"Input '{name}': FP16 has no typed contents; send all inputs in 'raw_input_contents'.");
        var field = Field(type);
        if (Filled(contents).FirstOrDefault(f => f.Count > 0 && f.Name != field) is { Name: { } other })
            throw new RequestException($"Input '{name}': {type.Name()} values belong into 'contents.{field}', not '{other}'.");
        var (count, elements) = (Filled(contents).First(f => f.Name == field).Count, TensorBytes.Elements(shape));
        if (count != elements)
        {
            throw new RequestException(
                $"Input '{name}': 'contents.{field}' has {count} values; its shape {TensorBytes.Shown(shape)} needs {elements}.");
        }
        return type switch
        {
            TensorType.Bool => Bytes(contents.BoolContents),
            TensorType.Int8 => Narrow<int, sbyte>(name, type, contents.IntContents),
            TensorType.Int16 => Narrow<int, short>(name, type, contents.IntContents),
            TensorType.Int32 => Bytes(contents.IntContents),
            TensorType.Int64 => Bytes(contents.Int64Contents),
            TensorType.UInt8 => Narrow<uint, byte>(name, type, contents.UintContents),
            TensorType.UInt16 => Narrow<uint, ushort>(name, type, contents.UintContents),
            TensorType.UInt32 => Bytes(contents.UintContents),
            TensorType.UInt64 => Bytes(contents.Uint64Contents),
            TensorType.Fp32 => Bytes(contents.Fp32Contents),
            TensorType.Fp64 => Bytes(contents.Fp64Contents),
            _ => Texts(contents.BytesContents),
        };
    }

    public static InferTensorContents Write(TensorType type, ReadOnlySpan<byte> data)
    {
        var contents = new InferTensorContents();
        switch (type)
        {
            case TensorType.Bool:
                Copy(MemoryMarshal.Cast<byte, bool>(data), contents.BoolContents);
                break;
            case TensorType.Int8:
                Widen<sbyte, int>(data, contents.IntContents);
                break;
            case TensorType.Int16:
                Widen<short, int>(data, contents.IntContents);
                break;
            case TensorType.Int32:
                Copy(MemoryMarshal.Cast<byte, int>(data), contents.IntContents);
                break;
            case TensorType.Int64:
                Copy(MemoryMarshal.Cast<byte, long>(data), contents.Int64Contents);
                break;
            case TensorType.UInt8:
                Widen<byte, uint>(data, contents.UintContents);
                break;
            case TensorType.UInt16:
                Widen<ushort, uint>(data, contents.UintContents);
                break;
            case TensorType.UInt32:
                Copy(MemoryMarshal.Cast<byte, uint>(data), contents.UintContents);
                break;
            case TensorType.UInt64:
                Copy(MemoryMarshal.Cast<byte, ulong>(data), contents.Uint64Contents);
                break;
            case TensorType.Fp32:
                Copy(MemoryMarshal.Cast<byte, float>(data), contents.Fp32Contents);
                break;
            case TensorType.Fp64:
                Copy(MemoryMarshal.Cast<byte, double>(data), contents.Fp64Contents);
                break;
            default:
                for (; !data.IsEmpty; data = data[(4 + BinaryPrimitives.ReadInt32LittleEndian(data))..])
                    contents.BytesContents.Add(ByteString.CopyFrom(data.Slice(4, BinaryPrimitives.ReadInt32LittleEndian(data))));
                break;
        }
        return contents;
    }

    private static string Field(TensorType type) => type switch
    {
        TensorType.Bool => "bool_contents",
        TensorType.Int8 or TensorType.Int16 or TensorType.Int32 => "int_contents",
        TensorType.Int64 => "int64_contents",
        TensorType.UInt8 or TensorType.UInt16 or TensorType.UInt32 => "uint_contents",
        TensorType.UInt64 => "uint64_contents",
        TensorType.Fp32 => "fp32_contents",
        TensorType.Fp64 => "fp64_contents",
        _ => "bytes_contents",
    };

    private static (string Name, int Count)[] Filled(InferTensorContents contents) =>
    [
        ("bool_contents", contents.BoolContents.Count), ("int_contents", contents.IntContents.Count),
        ("int64_contents", contents.Int64Contents.Count), ("uint_contents", contents.UintContents.Count),
        ("uint64_contents", contents.Uint64Contents.Count), ("fp32_contents", contents.Fp32Contents.Count),
        ("fp64_contents", contents.Fp64Contents.Count), ("bytes_contents", contents.BytesContents.Count),
    ];

    private static byte[] Bytes<T>(RepeatedField<T> values) where T : struct =>
        MemoryMarshal.AsBytes(UnsafeCollectionOperations.AsSpan(values)).ToArray();

    private static void Copy<T>(ReadOnlySpan<T> from, RepeatedField<T> to)
    {
        UnsafeCollectionOperations.SetCount(to, from.Length);
        from.CopyTo(UnsafeCollectionOperations.AsSpan(to));
    }

    private static byte[] Narrow<TWide, TNarrow>(string name, TensorType type, RepeatedField<TWide> values)
        where TWide : INumber<TWide>
        where TNarrow : unmanaged, INumber<TNarrow>, IMinMaxValue<TNarrow>
    {
        var narrow = new TNarrow[values.Count];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = TNarrow.CreateSaturating(values[i]);
            if (TWide.CreateSaturating(narrow[i]) != values[i])
            {
                throw new RequestException(
                    $"Input '{name}', element {i}: {values[i]} is not from {TNarrow.MinValue} to {TNarrow.MaxValue}, "
                    + $"which {type.Name()} demands.");
            }
        }
        return MemoryMarshal.AsBytes<TNarrow>(narrow).ToArray();
    }

    private static void Widen<TNarrow, TWide>(ReadOnlySpan<byte> data, RepeatedField<TWide> values)
        where TNarrow : unmanaged, INumber<TNarrow>
        where TWide : INumber<TWide>
    {
        foreach (var value in MemoryMarshal.Cast<byte, TNarrow>(data))
            values.Add(TWide.CreateTruncating(value));
    }

    private static byte[] Texts(RepeatedField<ByteString> texts)
    {
        var data = new byte[texts.Sum(t => 4 + t.Length)];
        var at = 0;
        foreach (var text in texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(data.AsSpan(at), text.Length);
            text.Span.CopyTo(data.AsSpan(at + 4));
            at += 4 + text.Length;
        }
        return data;
    }
}
