using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Json;
using ActorMlOps.Api.Hosting;
using ActorMlOps.Serving;
using static ActorMlOps.Api.Serving.TensorBytes;

namespace ActorMlOps.Api.Serving;

/// <summary>Reads the values of one tensor, flat or nested as its shape, into little-endian bytes.</summary>
internal static class TensorJsonReader
{
    public const int MaxRank = 32;

    /// <param name="reader">At the first token of the value.</param>
    /// <exception cref="RequestException">The message names the input and the element.</exception>
    public static byte[] Read(ref Utf8JsonReader reader, string name, TensorType type, int[] shape, RequestJson json)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new RequestException($"Input '{name}': 'data' must be a list, not {JsonErrors.Shown(ref reader)}.");
        var elements = Elements(shape);
        if (elements > json.Text.Length)
            throw new RequestException($"Input '{name}': 'data' has fewer elements than the {elements} of its shape {Shown(shape)}.");

        return type == TensorType.Bytes
            ? ReadTexts(ref reader, name, shape, (int)elements)
            : ReadNumbers(ref reader, name, type, shape, (int)elements, json);
    }

    private static byte[] ReadNumbers(ref Utf8JsonReader reader, string name, TensorType type, int[] shape, int elements, RequestJson json)
    {
        var size = type.Size();
        var data = new byte[checked(elements * size)];
        if (json.Flat && FlatNumbers.TryRead(ref reader, json.Text, type, data))
            return data;
        var nesting = new Nesting(name, shape, elements);
        while (nesting.MoveNext(ref reader))
        {
            if (!TryElement(ref reader, type, data.AsSpan(nesting.Index * size, size)))
                throw Wrong(ref reader, name, nesting.Index, type);
        }
        return data;
    }

    private static byte[] ReadTexts(ref Utf8JsonReader reader, string name, int[] shape, int elements)
    {
        var data = new ArrayBufferWriter<byte>(Math.Max(16, elements * 8));
        var nesting = new Nesting(name, shape, elements);
        while (nesting.MoveNext(ref reader))
        {
            if (reader.TokenType != JsonTokenType.String)
                throw Wrong(ref reader, name, nesting.Index, TensorType.Bytes);
            var span = data.GetSpan(4 + reader.ValueSpan.Length);
            int length;
            try
            {
                length = reader.CopyString(span[4..]);
            }
            catch (InvalidOperationException)
            {
                throw new RequestException($"Input '{name}', element {nesting.Index} is not valid UTF-8, or holds half a surrogate pair.");
            }
            BinaryPrimitives.WriteInt32LittleEndian(span, length);
            data.Advance(4 + length);
        }
        return data.WrittenSpan.ToArray();
    }

    private static bool TryElement(ref Utf8JsonReader reader, TensorType type, Span<byte> to)
    {
        switch (type)
        {
            case TensorType.Bool:
                to[0] = reader.TokenType == JsonTokenType.True ? (byte)1 : (byte)0;
                if (reader.TokenType is JsonTokenType.True or JsonTokenType.False)
                    return true;
                if (!TryWhole(ref reader, out var flag) || flag is not (0 or 1))
                    return false;
                to[0] = (byte)flag;
                return true;
            case TensorType.Fp16:
                var half = Half.Zero;
                if (!TryNamed(ref reader, out var named)
                    && (!IsNumber(reader)
                        || !Half.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out half)
                        || !Half.IsFinite(half)))
                    return false;
                BinaryPrimitives.WriteHalfLittleEndian(to, named is { } special ? (Half)special : half);
                return true;
            case TensorType.Fp32:
                if (IsNumber(reader))
                {
                    var valid = reader.TryGetSingle(out var single) && float.IsFinite(single);
                    BinaryPrimitives.WriteSingleLittleEndian(to, single);
                    return valid;
                }
                if (!TryNamed(ref reader, out named))
                    return false;
                BinaryPrimitives.WriteSingleLittleEndian(to, (float)named!.Value);
                return true;
            case TensorType.Fp64:
                if (IsNumber(reader))
                {
                    var valid = reader.TryGetDouble(out var number) && double.IsFinite(number);
                    BinaryPrimitives.WriteDoubleLittleEndian(to, number);
                    return valid;
                }
                if (!TryNamed(ref reader, out named))
                    return false;
                BinaryPrimitives.WriteDoubleLittleEndian(to, named!.Value);
                return true;
            case TensorType.UInt64 when IsNumber(reader) && reader.TryGetUInt64(out var unsigned):
                BinaryPrimitives.WriteUInt64LittleEndian(to, unsigned);
                return true;
            default:
                var (least, most) = Range(type);
                if (!TryWhole(ref reader, out var whole) || whole < least || whole > most)
                    return false;
                // Little-endian: the low bytes of the 64-bit value are the value in every narrower type.
                MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in whole))[..to.Length].CopyTo(to);
                return true;
        }
    }

    private static bool IsNumber(in Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Number;

    /// <summary>A whole number, also if it is written as 40.0 or 4e1.</summary>
    private static bool TryWhole(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        if (!IsNumber(reader))
            return false;
        if (reader.TryGetInt64(out value))
            return true;
        if (!reader.TryGetDouble(out var number) || !double.IsInteger(number) || Math.Abs(number) > 1L << 53)
            return false;
        value = (long)number;
        return true;
    }

    private static bool TryNamed(ref Utf8JsonReader reader, out double? value)
    {
        value = reader.TokenType != JsonTokenType.String ? null
            : JsonErrors.Is(reader, "NaN"u8) ? double.NaN
            : JsonErrors.Is(reader, "Infinity"u8) ? double.PositiveInfinity
            : JsonErrors.Is(reader, "-Infinity"u8) ? double.NegativeInfinity
            : null;
        return value is not null;
    }

    private static (long Least, long Most) Range(TensorType type) => type switch
    {
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        TensorType.Int32 => (int.MinValue, int.MaxValue),
        TensorType.UInt8 => (0, byte.MaxValue),
        TensorType.UInt16 => (0, ushort.MaxValue),
        TensorType.UInt32 => (0, uint.MaxValue),
        TensorType.UInt64 => (0, long.MaxValue),
        _ => (long.MinValue, long.MaxValue),
    };

    private static RequestException Wrong(ref Utf8JsonReader reader, string name, int index, TensorType type)
    {
        var (least, most) = Range(type);
        var expected = type switch
        {
            TensorType.Bool => "true or false",
            TensorType.Bytes => "a text",
            TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64 =>
                "a number within its range, or one of the texts \"NaN\", \"Infinity\", \"-Infinity\"",
            TensorType.UInt64 => $"a whole number from 0 to {ulong.MaxValue}",
            _ => $"a whole number from {least} to {most}",
        };
        return new($"Input '{name}', element {index}: {JsonErrors.Shown(ref reader)} is not {expected}, which {type.Name()} demands.");
    }

    /// <summary>Walks the values in row-major order and checks the nesting against the shape.</summary>
    private struct Nesting(string name, int[] shape, int elements)
    {
        private Counts _counts;
        private int _depth = 1;
        private int _leafDepth;
        private int _next;

        /// <summary>Position of the current value.</summary>
        public readonly int Index => _next - 1;

        /// <summary>On to the next value; false at the end of the data.</summary>
        public bool MoveNext(ref Utf8JsonReader reader)
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartArray:
                        if (_depth >= shape.Length || _depth == _leafDepth)
                            throw Uneven();
                        _counts[++_depth] = 0;
                        break;
                    case JsonTokenType.EndArray when _depth == 1:
                        End();
                        return false;
                    case JsonTokenType.EndArray:
                        if (_counts[_depth] != shape[_depth - 1])
                            throw Uneven();
                        _counts[--_depth]++;
                        break;
                    default:
                        Count(reader.TokenType);
                        return true;
                }
            }
            return false;
        }

        private void Count(JsonTokenType token)
        {
            if (_leafDepth == 0)
                _leafDepth = _depth;
            if (_leafDepth != _depth || (_depth > 1 && _depth != shape.Length))
                throw Uneven();
            if (token == JsonTokenType.StartObject)
                throw new RequestException($"Input '{name}', element {_next}: an object is no value; 'data' is a list of values.");
            if (_next == elements)
                throw new RequestException($"Input '{name}': 'data' has more elements than the {elements} of its shape {Shown(shape)}.");
            _next++;
            _counts[_depth]++;
        }

        private readonly void End()
        {
            var nested = _leafDepth > 1 || (_leafDepth == 0 && _counts[1] > 0);
            if (nested && _counts[1] != shape[0])
                throw Uneven();
            if (_next != elements)
                throw new RequestException($"Input '{name}': 'data' has {_next} elements; its shape {Shown(shape)} needs {elements}.");
        }

        private readonly RequestException Uneven() =>
            new($"Input '{name}': 'data' is nested otherwise than its shape {Shown(shape)}; "
                + "send a flat list in row-major order, or nest it like the shape.");
    }

    /// <summary>Values or lists seen so far, by depth from 1.</summary>
    [InlineArray(MaxRank + 1)]
    private struct Counts
    {
        private int _first;
    }
}
