using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Monitoring.Detection;

/// <summary>Reads the signs of rows that a model was given, or that were observed. No allocation per row.</summary>
internal sealed class SignReader
{
    private readonly FeatureSpec[] _features;
    private readonly int[] _rowElements;
    private readonly RowScan?[] _scans;
    private readonly int[] _others;
    private readonly TailBounds[] _bounds;
    private readonly HashSet<ulong>?[] _known;

    public SignReader(VersionSpec spec, ReferenceProfile profile)
    {
        _features = spec.Features;
        _bounds = [.. _features.Select((_, f) => f < profile.Columns.Count ? TailBounds.Of(profile.Columns[f]) : TailBounds.None)];
        _known = [.. _features.Select((_, f) => f < profile.Columns.Count ? Known(profile.Columns[f]) : null)];
        _rowElements = RowReader.Elements(spec.Signature);
        _scans = [.. spec.Signature.Inputs.Select((input, i) => input.Type == TensorType.Fp32 ? ScanOf(i) : null)];
        _others = [.. Enumerable.Range(0, _features.Length).Where(f => _scans[_features[f].Input] is null)];
    }

    /// <summary>Of rows of a batch, all inputs together.</summary>
    public void Read(ReadOnlySpan<TensorData> inputs, int first, int rows, RowSigns signs)
    {
        signs.Begin(rows);
        for (var i = 0; i < _scans.Length; i++)
        {
            if (_scans[i] is not { } scan)
                continue;
            var values = MemoryMarshal.Cast<byte, float>(inputs[i].Data.Span);
            scan.Add(values.Slice(first * scan.RowLength, rows * scan.RowLength), signs.Beyond, signs.Hashes);
        }
        foreach (var f in _others)
        {
            var feature = _features[f];
            var data = inputs[feature.Input].Data.Span;
            var stride = _rowElements[feature.Input];
            if (feature.Type != TensorType.Bytes)
            {
                for (var r = 0; r < rows; r++)
                    Number(f, RowReader.Number(feature.Type, data, ((first + r) * stride) + feature.Element), r, signs);
                continue;
            }
            var at = 0;
            RowReader.Skip(data, ref at, (first * stride) + feature.Element);
            for (var r = 0; r < rows; r++)
            {
                Text(f, RowReader.Text(data, ref at), r, signs);
                if (r + 1 < rows)
                    RowReader.Skip(data, ref at, stride - 1);
            }
        }
    }

    /// <summary>Adds a value to a row.</summary>
    public void Number(int feature, double value, int row, RowSigns signs)
    {
        if (_known[feature] is not null)
        {
            Span<byte> utf8 = stackalloc byte[32];
            Text(feature, RowReader.Category(value, utf8), row, signs);
            return;
        }
        if (_bounds[feature].IsBeyond(value))
            signs.Beyond[row]++;
        Mix(feature, RowScan.Coarse((float)value), row, signs);
    }

    /// <inheritdoc cref="Number"/>
    public void Text(int feature, ReadOnlySpan<byte> utf8, int row, RowSigns signs)
    {
        var hash = XxHash3.HashToUInt64(utf8);
        if (_known[feature]?.Contains(hash) == false)
            signs.Beyond[row]++;
        Mix(feature, (uint)hash, row, signs);
    }

    /// <summary>The rule by the reference's own rows.</summary>
    /// <param name="beyond">By row of the reference: features in tails.</param>
    public static OutlierRule RuleOf(ReadOnlySpan<ushort> beyond)
    {
        var rows = new List<long>();
        foreach (var count in beyond)
        {
            while (rows.Count <= count)
                rows.Add(0);
            rows[count]++;
        }
        var (least, reached) = (rows.Count, 0L);
        while (least > 1 && (reached + rows[least - 1]) * 200 <= beyond.Length)
            reached += rows[--least];
        return new(Math.Max(1, least), reached);
    }

    /// <summary>Null: no feature reads the input, or not all of it holds numbers.</summary>
    private RowScan? ScanOf(int input)
    {
        if (!Array.Exists(_features, f => f.Input == input))
            return null;
        var bounds = new TailBounds[_rowElements[input]];
        Array.Fill(bounds, TailBounds.None);
        for (var f = 0; f < _features.Length; f++)
        {
            if (_features[f].Input != input)
                continue;
            // Categories must be told apart one by one.
            if (_known[f] is not null)
                return null;
            bounds[_features[f].Element] = _bounds[f];
        }
        return new(bounds.Length, bounds);
    }

    private static void Mix(int feature, uint value, int row, RowSigns signs) =>
        signs.Hashes[row] = RowScan.Join(signs.Hashes[row], RowScan.Mix(value + (uint)feature));

    /// <summary>Hashes of a column's categories; null: it holds numbers.</summary>
    private static HashSet<ulong>? Known(ColumnProfile column) => column.Kind == ColumnKind.Numeric
        ? null
        : [.. column.Categories.Select(c => XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(c)))];
}
