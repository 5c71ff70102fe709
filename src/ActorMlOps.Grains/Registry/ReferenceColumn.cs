using System.Globalization;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Tables;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Registry;

/// <summary>One feature of the reference, as the model sees it: numbers rounded to the input's type, text as it is, a missing text as the empty one.</summary>
internal sealed class ReferenceColumn
{
    private ReferenceColumn(FeatureSpec feature, double[] numbers, bool[] missing, string?[]? texts) =>
        (Feature, Numbers, Missing, Texts) = (feature, numbers, missing, texts);

    public FeatureSpec Feature { get; }

    /// <summary>NaN where missing; empty for a text input.</summary>
    public double[] Numbers { get; }

    public bool[] Missing { get; }

    /// <summary>Set for categories.</summary>
    public string?[]? Texts { get; }

    public static ReferenceColumn? Read(FeatureSpec feature, TextColumn column, List<string> errors)
    {
        if (feature.Type == TensorType.Bytes)
            return new(feature, [], [], [.. Enumerable.Range(0, column.Rows).Select(r => column[r] ?? "")]);
        var numbers = new double[column.Rows];
        var missing = new bool[column.Rows];
        for (var r = 0; r < numbers.Length; r++)
        {
            if (column[r] is not { } text)
            {
                (numbers[r], missing[r]) = (double.NaN, true);
            }
            else if (!TryParse(feature.Type, text, out numbers[r]))
            {
                errors.Add($"'reference': column '{feature.Name}', row {r + 1}: '{text}' is not a number of type {ActorMlOps.Serving.TensorTypes.Name(feature.Type)}, which the model takes.");
                return null;
            }
        }
        var texts = feature.Kind == FeatureKind.Categorical
            ? numbers.Select((n, r) => missing[r] ? null : n.ToString(CultureInfo.InvariantCulture)).ToArray()
            : null;
        return new(feature, numbers, missing, texts);
    }

    /// <summary>Of numbers; NaN where missing.</summary>
    public static ReferenceColumn Of(FeatureSpec feature, double[] numbers, bool[] missing) => new(feature, numbers, missing, null);

    /// <summary>Of categories.</summary>
    public static ReferenceColumn Of(FeatureSpec feature, string?[] texts) => new(feature, [], [], texts);

    /// <summary>A row's value as sampled rows keep it.</summary>
    public float Sampled(int row, ColumnProfile profile)
    {
        if (Texts is null)
            return (float)Numbers[row];
        if (Texts[row] is not { } text)
            return float.NaN;
        var code = profile.IndexOfCategory(text);
        return code < 0 ? profile.Categories.Count : code;
    }

    /// <summary>Counts some of the rows.</summary>
    public void Fold(int first, int rows, ColumnCounters counters)
    {
        for (var r = first; r < first + rows; r++)
        {
            if (Texts is not null)
                counters.AddCategory(Texts[r]);
            else if (Missing[r])
                counters.AddMissing();
            else
                counters.Add(Numbers[r]);
        }
    }

    public ColumnProfile Profile(int bins) => Texts is not null
        ? ColumnProfile.Categorical(Feature.Name, Texts)
        : ColumnProfile.Numeric(Feature.Name, Numbers, Missing, Feature.Type == TensorType.Fp32, bins);

    private static bool TryParse(TensorType type, string text, out double value)
    {
        value = 0;
        switch (type)
        {
            case TensorType.Bool when bool.TryParse(text, out var flag):
                value = flag ? 1 : 0;
                return true;
            case TensorType.Bool:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && value is 0 or 1;
            case TensorType.Fp32:
                var single = float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var f);
                value = f;
                return single;
            case TensorType.Fp16:
                var half = Half.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var h);
                value = (double)h;
                return half;
            case TensorType.Fp64:
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
            default:
                // 40.0 in a column of whole numbers is 40; beyond 2^53 a double could not hold it.
                return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
                    && double.IsInteger(value) && Math.Abs(value) <= 1L << 53 && InRange(type, value);
        }
    }

    private static bool InRange(TensorType type, double value) => type switch
    {
        TensorType.Int8 => value is >= sbyte.MinValue and <= sbyte.MaxValue,
        TensorType.Int16 => value is >= short.MinValue and <= short.MaxValue,
        TensorType.Int32 => value is >= int.MinValue and <= int.MaxValue,
        TensorType.UInt8 => value is >= 0 and <= byte.MaxValue,
        TensorType.UInt16 => value is >= 0 and <= ushort.MaxValue,
        TensorType.UInt32 => value is >= 0 and <= uint.MaxValue,
        TensorType.UInt64 => value >= 0,
        _ => true,
    };
}
