using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Client;

/// <summary>One feature's value as an element of its tensor. Nothing is cut, wrapped or rounded but what a float type rounds.</summary>
internal static class FeatureValue
{
    /// <summary>Appends the element. Null is NaN for floats and the empty text for texts.</summary>
    /// <exception cref="PredictionException">The value does not fit the type; the message names the feature.</exception>
    public static void Write(ArrayBufferWriter<byte> data, FeatureSpec feature, object? value)
    {
        if (feature.Type == TensorType.Bytes)
        {
            byte[] text = Text(feature, value);
            BinaryPrimitives.WriteInt32LittleEndian(data.GetSpan(4), text.Length);
            data.Advance(4);
            data.Write(text);
            return;
        }
        var element = data.GetSpan(8);
        switch (feature.Type)
        {
            case TensorType.Fp16:
                BinaryPrimitives.WriteHalfLittleEndian(element, (Half)Number(feature, value, (double)Half.MaxValue));
                break;
            case TensorType.Fp32:
                BinaryPrimitives.WriteSingleLittleEndian(element, (float)Number(feature, value, float.MaxValue));
                break;
            case TensorType.Fp64:
                BinaryPrimitives.WriteDoubleLittleEndian(element, Number(feature, value, double.MaxValue));
                break;
            default:
                // The low bytes of two's complement are the value in every narrower type that holds it.
                BinaryPrimitives.WriteUInt64LittleEndian(element, unchecked((ulong)Whole(feature, value)));
                break;
        }
        data.Advance(feature.Type.Size());
    }

    internal static PredictionException Bad(string message) => new(PredictOutcome.BadInput, message);

    private static byte[] Text(FeatureSpec feature, object? value) => value switch
    {
        null => [],
        byte[] utf8 => utf8,
        string or IConvertible or IFormattable => Encoding.UTF8.GetBytes(Convert.ToString(value, CultureInfo.InvariantCulture)!),
        _ => throw Bad($"Feature '{feature.Name}' must be a text, not {value.GetType().Name}."),
    };

    private static double Number(FeatureSpec feature, object? value, double max)
    {
        double number = value switch
        {
            null => double.NaN,
            Half half => (double)half,
            string text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var parsed) => parsed,
            bool or sbyte or byte or short or ushort or int or uint or long or ulong or float or double or decimal or Enum =>
                Convert.ToDouble(value, CultureInfo.InvariantCulture),
            _ => throw Bad($"Feature '{feature.Name}' must be a number, not {Shown(value)}."),
        };
        return double.IsFinite(number) && Math.Abs(number) > max
            ? throw Bad(string.Create(
                CultureInfo.InvariantCulture, $"Feature '{feature.Name}' is {Shown(value)}; {feature.Type.Name()} holds numbers up to {max}."))
            : number;
    }

    private static Int128 Whole(FeatureSpec feature, object? value)
    {
        var whole = value switch
        {
            null => throw Bad($"Feature '{feature.Name}' is null, and {feature.Type.Name()} has no missing value: give a number."),
            bool or sbyte or byte or short or ushort or int or uint or long or Enum => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            ulong unsigned => unsigned,
            decimal number when decimal.IsInteger(number) => (Int128)number,
            float number when float.IsInteger(number) => (Int128)number,
            double number when double.IsInteger(number) => (Int128)number,
            string text when Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) => parsed,
            _ => throw Bad($"Feature '{feature.Name}' must be a whole number, not {Shown(value)}."),
        };
        var (min, max) = Range(feature.Type);
        return whole >= min && whole <= max
            ? whole
            : throw Bad($"Feature '{feature.Name}' is {Shown(value)}; {feature.Type.Name()} holds {min} to {max}.");
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

    private static string Shown(object? value)
    {
        var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return $"'{(text.Length <= 40 ? text : text[..40] + "...")}'";
    }
}
