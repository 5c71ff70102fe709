using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Api.Batch;

/// <summary>A feature's text as an element of a numeric tensor, by the rules of the client for named features: nothing is cut, wrapped or
/// rounded but what a float type rounds; missing is NaN for floats and refused for whole numbers.</summary>
internal static class FeatureText
{
    private const int ShownChars = 40;

    /// <summary>Writes the element.</summary>
    /// <param name="feature">Of any type but <see cref="TensorType.Bytes"/>.</param>
    /// <param name="missing">There is no value; then <paramref name="utf8"/> is empty.</param>
    /// <param name="utf8">The value.</param>
    /// <param name="element">As long as the type.</param>
    /// <returns>What is wrong, with the name of the feature; null: nothing.</returns>
    public static string? Write(FeatureSpec feature, bool missing, ReadOnlySpan<byte> utf8, Span<byte> element)
    {
        switch (feature.Type)
        {
            case TensorType.Fp32 when TryNumber(missing, utf8, out var number):
                if (double.IsFinite(number) && Math.Abs(number) > float.MaxValue)
                    return TooLarge(feature, utf8, float.MaxValue);
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)number);
                return null;
            case TensorType.Fp64 when TryNumber(missing, utf8, out var number):
                BinaryPrimitives.WriteDoubleLittleEndian(element, number);
                return null;
            case TensorType.Fp16 when TryNumber(missing, utf8, out var number):
                if (double.IsFinite(number) && Math.Abs(number) > (double)Half.MaxValue)
                    return TooLarge(feature, utf8, (double)Half.MaxValue);
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)number);
                return null;
            case TensorType.Fp16 or TensorType.Fp32 or TensorType.Fp64:
                return $"Feature '{feature.Name}' must be a number, not {Shown(utf8)}.";
        }
        if (missing)
            return $"Feature '{feature.Name}' is missing, and {feature.Type.Name()} has no missing value: give a number.";
        if (!TryWhole(utf8, out var whole))
            return $"Feature '{feature.Name}' must be a whole number, not {Shown(utf8)}.";
        var (min, max) = Range(feature.Type);
        if (whole < min || whole > max)
            return $"Feature '{feature.Name}' is {Shown(utf8)}; {feature.Type.Name()} holds {min} to {max}.";
        // The low bytes of two's complement are the value in every type that holds it.
        Span<byte> wide = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(wide, unchecked((ulong)whole));
        wide[..element.Length].CopyTo(element);
        return null;
    }

    private static bool TryNumber(bool missing, ReadOnlySpan<byte> utf8, out double number)
    {
        if (missing)
        {
            number = double.NaN;
            return true;
        }
        if (double.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out number))
            return true;
        number = IsTrue(utf8) ? 1 : 0;
        return number == 1 || IsFalse(utf8);
    }

    private static bool TryWhole(ReadOnlySpan<byte> utf8, out Int128 whole)
    {
        if (Int128.TryParse(utf8, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out whole))
            return true;
        // Columns with gaps come as 3.0 out of tools that know only floats with gaps.
        if (decimal.TryParse(utf8, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
        {
            whole = decimal.IsInteger(number) ? (Int128)number : 0;
            return decimal.IsInteger(number);
        }
        whole = IsTrue(utf8) ? 1 : 0;
        return whole == 1 || IsFalse(utf8);
    }

    private static bool IsTrue(ReadOnlySpan<byte> utf8) => Ascii.EqualsIgnoreCase(utf8, "true"u8);

    private static bool IsFalse(ReadOnlySpan<byte> utf8) => Ascii.EqualsIgnoreCase(utf8, "false"u8);

    private static string TooLarge(FeatureSpec feature, ReadOnlySpan<byte> utf8, double max) =>
        string.Create(CultureInfo.InvariantCulture, $"Feature '{feature.Name}' is {Shown(utf8)}; {feature.Type.Name()} holds numbers up to {max}.");

    private static string Shown(ReadOnlySpan<byte> utf8)
    {
        var text = Encoding.UTF8.GetString(utf8);
        return $"'{(text.Length <= ShownChars ? text : text[..ShownChars] + "...")}'";
    }

    private static (Int128 Min, Int128 Max) Range(TensorType type) => type switch
    {
        TensorType.Bool => (0, 1),
        TensorType.Int8 => (sbyte.MinValue, sbyte.MaxValue),
        TensorType.Int16 => (short.MinValue, short.MaxValue),
        TensorType.Int32 => (int.MinValue, int.MaxValue),
        TensorType.Int64 => (long.MinValue, long.MaxValue),
        TensorType.UInt8 => (0, byte.MaxValue),
        TensorType.UInt16 => (0, ushort.MaxValue),
        TensorType.UInt32 => (0, uint.MaxValue),
        _ => (0, ulong.MaxValue),
    };
}
