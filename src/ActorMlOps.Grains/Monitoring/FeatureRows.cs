using System.Globalization;
using System.IO.Hashing;
using System.Text;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Reads whole rows of what a model was given: samples, hashes, and rows that become a reference. Allocates for the last only.</summary>
internal sealed class FeatureRows
{
    private readonly VersionSpec _spec;
    private readonly ReferenceProfile? _profile;
    private readonly int[] _sampled;
    private readonly int[] _rowElements;

    public FeatureRows(VersionSpec spec, ReferenceProfile? profile) =>
        (_spec, _profile, _sampled, _rowElements) = (spec, profile, SampledColumns.Of(spec), RowReader.Elements(spec.Signature));

    public void Sample(ReadOnlySpan<TensorData> inputs, int first, int rows, RowSketch sample)
    {
        for (var at = 0; at < rows; at++)
        {
            var passed = sample.Pass(rows - at);
            if (passed < 0)
                return;
            at += passed;
            Read(inputs, first + at, sample.Keep());
        }
    }

    /// <summary>A hash of each row over all inputs, the same on every silo.</summary>
    public void Hash(ReadOnlySpan<TensorData> inputs, int first, Span<ulong> hashes)
    {
        hashes.Clear();
        for (var i = 0; i < inputs.Length; i++)
        {
            var data = inputs[i].Data.Span;
            var type = _spec.Signature.Inputs[i].Type;
            if (type == TensorType.Bytes)
            {
                var at = 0;
                RowReader.Skip(data, ref at, first * _rowElements[i]);
                foreach (ref var hash in hashes)
                {
                    var start = at;
                    RowReader.Skip(data, ref at, _rowElements[i]);
                    hash = XxHash3.HashToUInt64(data[start..at], (long)hash);
                }
                continue;
            }
            var bytes = _rowElements[i] * ActorMlOps.Serving.TensorTypes.Size(type);
            data = data[(first * bytes)..];
            foreach (ref var hash in hashes)
            {
                hash = XxHash3.HashToUInt64(data[..bytes], (long)hash);
                data = data[bytes..];
            }
        }
    }

    /// <summary>Adds a row as it is.</summary>
    public void Collect(ReadOnlySpan<TensorData> inputs, int row, BaselineRows into, double predicted, float score)
    {
        for (var f = 0; f < _spec.Features.Length; f++)
        {
            var feature = _spec.Features[f];
            if (feature.Type == TensorType.Bytes)
                into.Add(f, Encoding.UTF8.GetString(Text(inputs, feature, row)));
            else if (feature.Kind == FeatureKind.Categorical)
                into.Add(f, Number(inputs, feature, row).ToString(CultureInfo.InvariantCulture));
            else
                into.Add(f, Number(inputs, feature, row));
        }
        into.EndRow(predicted, score);
    }

    private void Read(ReadOnlySpan<TensorData> inputs, int row, Span<float> values)
    {
        Span<byte> utf8 = stackalloc byte[32];
        for (var i = 0; i < _sampled.Length; i++)
        {
            if (_sampled[i] < 0)
            {
                values[i] = float.NaN;
                continue;
            }
            var feature = _spec.Features[_sampled[i]];
            if (feature.Type == TensorType.Bytes)
                values[i] = Code(_sampled[i], Text(inputs, feature, row));
            else if (feature.Kind == FeatureKind.Categorical)
                values[i] = Code(_sampled[i], RowReader.Category(Number(inputs, feature, row), utf8));
            else
                values[i] = (float)Number(inputs, feature, row);
        }
    }

    /// <summary>The position among the reference's categories; the number of these if it is none of them.</summary>
    private float Code(int feature, ReadOnlySpan<byte> category)
    {
        var column = _profile!.Columns[feature];
        var index = column.IndexOfCategory(category);
        return index < 0 ? column.Categories.Count : index;
    }

    private double Number(ReadOnlySpan<TensorData> inputs, FeatureSpec feature, int row) =>
        RowReader.Number(feature.Type, inputs[feature.Input].Data.Span, (row * _rowElements[feature.Input]) + feature.Element);

    private ReadOnlySpan<byte> Text(ReadOnlySpan<TensorData> inputs, FeatureSpec feature, int row)
    {
        var data = inputs[feature.Input].Data.Span;
        var at = 0;
        RowReader.Skip(data, ref at, (row * _rowElements[feature.Input]) + feature.Element);
        return RowReader.Text(data, ref at);
    }
}
