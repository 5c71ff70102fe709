using System.Runtime.InteropServices;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Folds the rows that a model read into the counters of its features, on the thread that ran them. No allocation per row.</summary>
internal sealed class FeatureFolder
{
    private readonly FeatureSpec[] _features;
    private readonly int[] _rowElements;
    private readonly RowFold?[] _folds;
    private readonly int[] _others;
    private readonly int[] _segmentFeatures;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>>[] _segmentCodes;

    public FeatureFolder(VersionSpec spec, ReferenceProfile? profile)
    {
        _features = spec.Features;
        _rowElements = RowReader.Elements(spec.Signature);
        _folds = [.. _rowElements.Select((elements, input) => FoldOf(input, elements, profile))];
        _others = [.. Enumerable.Range(0, _features.Length).Where(f => !IsFolded(f, profile))];
        _segmentFeatures = [.. spec.Segments.Select(s => Array.FindIndex(spec.Features, f => f.Name == s))];
        _segmentCodes =
            [.. spec.Segments.Select((_, s) => SegmentCodes.Of(spec, profile, s).GetAlternateLookup<ReadOnlySpan<char>>())];
    }

    public void Fold(ReadOnlySpan<TensorData> inputs, int first, int rows, IReadOnlyList<ColumnCounters> columns)
    {
        for (var input = 0; input < _folds.Length; input++)
        {
            if (_folds[input] is { } fold)
            {
                var tensor = MemoryMarshal.Cast<byte, float>(inputs[input].Data.Span);
                fold.Add(tensor.Slice(first * fold.RowLength, rows * fold.RowLength), columns);
            }
        }
        foreach (var f in _others)
        {
            var feature = _features[f];
            var data = inputs[feature.Input].Data.Span;
            var stride = _rowElements[feature.Input];
            if (feature.Type == TensorType.Bytes)
                FoldText(data, first, rows, stride, feature.Element, columns[f]);
            else if (feature.Kind == FeatureKind.Categorical)
                FoldCategories(feature.Type, data, first, rows, stride, feature.Element, columns[f]);
            else
                FoldNumbers(feature.Type, data, first, rows, stride, feature.Element, columns[f]);
        }
    }

    /// <summary>Code of each row's segment values, eight bits each, the first column lowest; 0: a value without one.</summary>
    public void Segments(ReadOnlySpan<TensorData> inputs, int first, int rows, Span<uint> codes)
    {
        codes[..rows].Clear();
        Span<byte> utf8 = stackalloc byte[32];
        Span<char> text = stackalloc char[256];
        for (var s = 0; s < _segmentFeatures.Length; s++)
        {
            var feature = _features[_segmentFeatures[s]];
            var data = inputs[feature.Input].Data.Span;
            var stride = _rowElements[feature.Input];
            var at = 0;
            if (feature.Type == TensorType.Bytes)
                RowReader.Skip(data, ref at, (first * stride) + feature.Element);
            for (var r = 0; r < rows; r++)
            {
                scoped ReadOnlySpan<byte> value;
                if (feature.Type == TensorType.Bytes)
                {
                    value = RowReader.Text(data, ref at);
                    if (r + 1 < rows)
                        RowReader.Skip(data, ref at, stride - 1);
                }
                else
                {
                    value = RowReader.Category(RowReader.Number(feature.Type, data, ((first + r) * stride) + feature.Element), utf8);
                }
                if (System.Text.Encoding.UTF8.TryGetChars(value, text, out var length) && _segmentCodes[s].TryGetValue(text[..length], out var code))
                    codes[r] |= (uint)code << (8 * s);
            }
        }
    }

    /// <summary>Floats that are numbers to the reference too: counted a batch at a time.</summary>
    private bool IsFolded(int f, ReferenceProfile? profile) =>
        _features[f] is { Type: TensorType.Fp32, Kind: not FeatureKind.Categorical }
        && f < profile?.Columns.Count && profile.Columns[f].Kind == ColumnKind.Numeric;

    private RowFold? FoldOf(int input, int elements, ReferenceProfile? profile)
    {
        int[] offsets = [.. _features.Select((feature, f) => feature.Input == input && IsFolded(f, profile) ? feature.Element : -1)];
        return offsets.Any(offset => offset >= 0) ? new RowFold(elements, offsets) : null;
    }

    private static void FoldNumbers(TensorType type, ReadOnlySpan<byte> data, int first, int rows, int stride, int element, ColumnCounters column)
    {
        var start = (first * stride) + element;
        var length = ((rows - 1) * stride) + 1;
        switch (type)
        {
            case TensorType.Fp32:
                column.AddColumn(MemoryMarshal.Cast<byte, float>(data).Slice(start, length), stride);
                break;
            case TensorType.Fp64:
                column.AddColumn(MemoryMarshal.Cast<byte, double>(data).Slice(start, length), stride);
                break;
            case TensorType.Int64:
                column.AddColumn(MemoryMarshal.Cast<byte, long>(data).Slice(start, length), stride);
                break;
            default:
                for (var r = 0; r < rows; r++)
                    column.Add(RowReader.Number(type, data, start + (r * stride)));
                break;
        }
    }

    private static void FoldCategories(TensorType type, ReadOnlySpan<byte> data, int first, int rows, int stride, int element, ColumnCounters column)
    {
        Span<byte> utf8 = stackalloc byte[32];
        for (var r = 0; r < rows; r++)
            column.AddCategory(RowReader.Category(RowReader.Number(type, data, ((first + r) * stride) + element), utf8));
    }

    private static void FoldText(ReadOnlySpan<byte> data, int first, int rows, int stride, int element, ColumnCounters column)
    {
        var at = 0;
        RowReader.Skip(data, ref at, (first * stride) + element);
        for (var r = 0; r < rows; r++)
        {
            column.AddCategory(RowReader.Text(data, ref at));
            if (r + 1 < rows)
                RowReader.Skip(data, ref at, stride - 1);
        }
    }
}
