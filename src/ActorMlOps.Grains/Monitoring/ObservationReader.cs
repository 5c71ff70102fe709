using System.Globalization;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using System.Text;
using ActorMlOps.Grains.Monitoring.Detection;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Serving;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Statistics.Sketches;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>
/// Reads an observation batch by the specification of its version: all errors first, then rows. Nothing of a batch with an error is counted.
/// </summary>
internal sealed class ObservationReader
{
    private const int MaxRows = 1_000_000;

    /// <summary>A NaN that no arithmetic makes.</summary>
    private static readonly float NoFloat = BitConverter.UInt32BitsToSingle(uint.MaxValue);

    private readonly VersionSpec _spec;
    private readonly ObservationBatch _batch;
    private readonly List<string> _errors = [];
    private readonly ObservationColumn?[] _features;
    private readonly string?[][] _texts;

    /// <summary>By feature, the rows whose text is no number; null: there is none.</summary>
    private readonly bool[]?[] _mismatched;
    private readonly int[] _segmentFeatures;

    /// <summary>Place for a row; null: not all features are floats.</summary>
    private readonly float[]? _floats;

    public ObservationReader(VersionSpec spec, ObservationBatch batch, DateTimeOffset now)
    {
        if (batch.Rows is < 1 or > MaxRows)
        {
            // Before anything is made in that size.
            _errors.Add($"A batch must have 1 to {MaxRows:N0} rows.");
            batch = batch with { Rows = 0, Columns = [] };
        }
        _spec = spec;
        _batch = batch;
        _features = [.. spec.Features.Select(f => Find(f.Name))];
        _texts = new string?[spec.Features.Length][];
        _mismatched = new bool[]?[spec.Features.Length];
        _segmentFeatures = Array.ConvertAll(spec.Segments, s => Array.FindIndex(spec.Features, f => f.Name == s));
        _floats = Array.TrueForAll(spec.Features, f => f is { Type: TensorType.Fp32, Kind: not FeatureKind.Categorical })
            ? new float[spec.Features.Length] : null;
        Times = new DateTimeOffset[batch.Rows];
        Array.Fill(Times, now);
        Predicted = new double[batch.Rows];
        Array.Fill(Predicted, spec.Output.Task == TaskKind.Regression ? double.NaN : -1);
        Scores = new float[batch.Rows];
        Array.Fill(Scores, float.NaN);
        Ids = Texts(ObservationColumns.PredictionId);
        UnitIds = Texts(ObservationColumns.UnitId);
        Labels = Texts(ObservationColumns.Label);
        if (_errors.Count == 0 && CheckColumns())
            ReadColumns(now);
    }

    public IReadOnlyList<string> Errors => _errors;

    public DateTimeOffset[] Times { get; }

    public double[] Predicted { get; }

    public float[] Scores { get; }

    /// <summary>Null: the column is missing; a null element: it is missing in that row.</summary>
    public string?[]? Ids { get; }

    public string?[]? UnitIds { get; }

    public string?[]? Labels { get; }

    public bool HasPredictions => Find(ObservationColumns.Prediction) is not null;

    public void Fold(int first, int rows, IReadOnlyList<ColumnCounters> columns)
    {
        var floats = new float[rows];
        for (var f = 0; f < _features.Length; f++)
        {
            var feature = _features[f]!;
            var column = columns[f];
            if (column.Kind == ColumnKind.Categorical)
            {
                // A text input sees a missing category as the empty text, so that is what it is counted as.
                foreach (var text in _texts[f].AsSpan(first, rows))
                    column.AddCategory(text ?? (_spec.Features[f].Type == TensorType.Bytes ? "" : null));
                continue;
            }
            var values = MemoryMarshal.Cast<byte, double>(feature.Data.Span);
            var single = _spec.Features[f].Type == TensorType.Fp32;
            var singles = 0;
            for (var r = first; r < first + rows; r++)
            {
                if (feature.IsMissing(r))
                    column.AddMissing();
                else if (single)
                    floats[singles++] = (float)values[r];
                else
                    column.Add(values[r]);
            }
            // Together, as a model's rows come: few of them then leave as they are.
            column.AddColumn(floats.AsSpan(0, singles));
        }
    }

    /// <summary>Counts values of a wrong type.</summary>
    public void CountMismatches(int first, int rows, PaneCounters counters)
    {
        for (var f = 0; f < _mismatched.Length; f++)
        {
            if (_mismatched[f] is { } mismatched)
                counters.CountMismatches(f, mismatched.AsSpan(first, rows).Count(true));
        }
    }

    /// <summary>Offers rows to a sample, see <see cref="SampledColumns"/>.</summary>
    public void Sample(int first, int rows, RowSketch sample, int[] sampled, ReferenceProfile profile)
    {
        for (var at = 0; at < rows; at++)
        {
            var passed = sample.Pass(rows - at);
            if (passed < 0)
                return;
            at += passed;
            var values = sample.Keep();
            for (var i = 0; i < sampled.Length; i++)
                values[i] = sampled[i] < 0 ? float.NaN : Sampled(sampled[i], first + at, profile.Columns[sampled[i]]);
        }
    }

    /// <summary>A hash of a row's features; if all are floats, that of <see cref="FeatureRows.Hash"/>.</summary>
    public ulong Hash(int row)
    {
        if (_floats is not null)
        {
            for (var f = 0; f < _floats.Length; f++)
                _floats[f] = _features[f]!.IsMissing(row) ? NoFloat : (float)Number(f, row);
            return XxHash3.HashToUInt64(MemoryMarshal.AsBytes<float>(_floats));
        }
        ulong hash = 0;
        for (var f = 0; f < _features.Length; f++)
        {
            if (_spec.Features[f].Kind == FeatureKind.Categorical)
                hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes((_texts[f][row] ?? "").AsSpan()), (long)hash);
            else
                hash = XxHash3.HashToUInt64(_features[f]!.IsMissing(row) ? [] : _features[f]!.Data.Span.Slice(row * 8, 8), (long)hash);
        }
        return hash;
    }

    /// <summary>Adds a row as it is.</summary>
    public void Collect(int row, BaselineRows into)
    {
        for (var f = 0; f < _features.Length; f++)
        {
            if (_spec.Features[f].Kind == FeatureKind.Categorical)
                into.Add(f, _texts[f][row]);
            else
                into.Add(f, _features[f]!.IsMissing(row) ? null : Number(f, row));
        }
        into.EndRow(Predicted[row], Scores[row]);
    }

    private double Number(int feature, int row) => MemoryMarshal.Cast<byte, double>(_features[feature]!.Data.Span)[row];

    private float Sampled(int feature, int row, ColumnProfile profile)
    {
        if (profile.Kind == ColumnKind.Numeric)
            return _features[feature]!.IsMissing(row) ? float.NaN : (float)Number(feature, row);
        var text = _texts[feature][row] ?? (_spec.Features[feature].Type == TensorType.Bytes ? "" : null);
        if (text is null)
            return float.NaN;
        var code = profile.IndexOfCategory(text);
        return code < 0 ? profile.Categories.Count : code;
    }

    /// <summary>The signs of rows, see <see cref="SignReader"/>.</summary>
    public void Read(SignReader reader, int first, int rows, RowSigns signs)
    {
        signs.Begin(rows);
        Span<byte> utf8 = stackalloc byte[512];
        for (var f = 0; f < _features.Length; f++)
        {
            for (var r = 0; r < rows; r++)
            {
                if (_texts[f] is { } texts)
                {
                    var text = texts[first + r] ?? "";
                    reader.Text(f, Encoding.UTF8.TryGetBytes(text, utf8, out var length) ? utf8[..length] : Encoding.UTF8.GetBytes(text), r, signs);
                    continue;
                }
                var column = _features[f]!;
                var value = column.IsMissing(first + r) ? double.NaN : MemoryMarshal.Cast<byte, double>(column.Data.Span)[first + r];
                reader.Number(f, value, r, signs);
            }
        }
    }

    /// <summary>Code of a row's segment values, see <see cref="FeatureFolder.Segments"/>.</summary>
    /// <param name="codes">By segment column: <see cref="SegmentCodes.Of"/>.</param>
    public uint Segments(int row, Dictionary<string, int>[] codes)
    {
        uint all = 0;
        for (var s = 0; s < codes.Length; s++)
        {
            all |= (uint)codes[s].GetValueOrDefault(_texts[_segmentFeatures[s]][row] ?? "") << (8 * s);
        }
        return all;
    }

    private bool CheckColumns()
    {
        string[] missing = [.. _spec.Features.Where((_, f) => _features[f] is null).Select(f => f.Name)];
        if (missing.Length > 0)
        {
            _errors.Add(
                $"Columns of features are missing: {string.Join(", ", missing)}. " +
                $"The batch has: {string.Join(", ", _batch.Columns.Select(c => c.Name))}. Features: {string.Join(", ", _spec.Features.Select(f => f.Name))}.");
        }
        foreach (var column in _batch.Columns)
        {
            if (column.Type is not (TensorType.Fp64 or TensorType.Bytes))
                _errors.Add($"Column '{column.Name}' must be FP64 or BYTES, not {column.Type.Name()}.");
            else if (column.Type == TensorType.Fp64 && column.Data.Length != _batch.Rows * 8L)
                _errors.Add($"Column '{column.Name}' holds {column.Data.Length} bytes; {_batch.Rows} rows of FP64 need {_batch.Rows * 8L}.");
            else if (column.Type == TensorType.Bytes && ColumnCodec.CountTexts(column.Data.Span) != _batch.Rows)
                _errors.Add($"Column '{column.Name}' does not hold {_batch.Rows} texts.");
            if (!column.Missing.IsEmpty && column.Missing.Length < (_batch.Rows + 7) / 8)
                _errors.Add($"Column '{column.Name}': the bitmap of missing values is too short.");
        }
        foreach (var twice in _batch.Columns.GroupBy(c => c.Name).Where(g => g.Count() > 1))
            _errors.Add($"Column '{twice.Key}' is given more than once.");
        return _errors.Count == 0;
    }

    private void ReadColumns(DateTimeOffset now)
    {
        for (var f = 0; f < _features.Length; f++)
        {
            var (spec, column) = (_spec.Features[f], _features[f]!);
            if (spec.Kind == FeatureKind.Categorical)
                _texts[f] = ToTexts(column);
            else if (column.Type == TensorType.Bytes)
                _features[f] = ToNumbers(f, column);
        }
        ReadTimes(now);
        ReadPredictions();
        for (var r = 0; r < _batch.Rows; r++)
        {
            if (Labels?[r] is { } label && _spec.Output.Task != TaskKind.None && TaskCounters.Parse(_spec.Output, label).Error is { } error)
            {
                _errors.Add($"Row {r}, column 'label': {error}");
                break;
            }
        }
    }

    private void ReadTimes(DateTimeOffset now)
    {
        if (Texts(ObservationColumns.At) is not { } times)
            return;
        for (var r = 0; r < _batch.Rows; r++)
        {
            if (times[r] is not { } text)
                continue;
            var hasOffset = text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > 9;
            if (!hasOffset || !DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at))
                _errors.Add($"Row {r}, column 'at': '{text}' is not an RFC 3339 time with an offset, such as 2026-01-31T12:00:00Z.");
            else if (at > now + WindowGrid.ClockTolerance)
                _errors.Add($"Row {r}, column 'at': {text} is more than 5 minutes in the future.");
            else
                Times[r] = at;
            if (_errors.Count > 0)
                return;
        }
    }

    private void ReadPredictions()
    {
        var output = _spec.Output;
        if (output.Task != TaskKind.None && Texts(ObservationColumns.Prediction) is { } predictions)
        {
            for (var r = 0; r < _batch.Rows; r++)
            {
                if (predictions[r] is not { } text)
                    continue;
                var (value, error) = TaskCounters.Parse(output, text);
                if (error is not null)
                {
                    _errors.Add($"Row {r}, column 'prediction': {error}");
                    return;
                }
                Predicted[r] = value!.Value;
            }
        }
        if (Find(ObservationColumns.Score) is not { } scores)
            return;
        if (scores.Type != TensorType.Fp64)
        {
            _errors.Add("Column 'score' must be numeric.");
            return;
        }
        for (var r = 0; r < _batch.Rows; r++)
            Scores[r] = scores.IsMissing(r) ? float.NaN : (float)MemoryMarshal.Cast<byte, double>(scores.Data.Span)[r];
    }

    private ObservationColumn? Find(string name) => Array.Find(_batch.Columns, c => c.Name == name);

    private string?[]? Texts(string name) => Find(name) is { } column && IsWhole(column) ? ToTexts(column) : null;

    private bool IsWhole(ObservationColumn column) => column.Type == TensorType.Bytes
        ? ColumnCodec.CountTexts(column.Data.Span) == _batch.Rows
        : column.Type == TensorType.Fp64 && column.Data.Length == _batch.Rows * 8L;

    private string?[] ToTexts(ObservationColumn column)
    {
        if (column.Type == TensorType.Bytes)
            return ObservationColumns.TextsOf(column, _batch.Rows);
        var texts = new string?[_batch.Rows];
        var values = MemoryMarshal.Cast<byte, double>(column.Data.Span);
        for (var r = 0; r < texts.Length; r++)
            texts[r] = column.IsMissing(r) ? null : values[r].ToString(CultureInfo.InvariantCulture);
        return texts;
    }

    /// <summary>Texts as numbers. One that is none is counted as such, and as missing: a feature that turns to text must not stop the monitors.</summary>
    private ObservationColumn ToNumbers(int feature, ObservationColumn column)
    {
        var texts = ToTexts(column);
        var numbers = new double?[texts.Length];
        for (var r = 0; r < texts.Length; r++)
        {
            if (texts[r] is not { } text)
                continue;
            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
                numbers[r] = number;
            else
                (_mismatched[feature] ??= new bool[texts.Length])[r] = true;
        }
        return ObservationColumns.Numbers(column.Name, numbers);
    }
}
