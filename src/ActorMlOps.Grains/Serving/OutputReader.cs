using System.Text;
using ActorMlOps.Inference;
using ActorMlOps.Registry;
using TensorType = ActorMlOps.Serving.TensorType;

namespace ActorMlOps.Grains.Serving;

/// <summary>
/// Reads predictions from a model's outputs: the index of the predicted class (or the predicted value), and the positive class's score.
/// </summary>
internal sealed class OutputReader
{
    // Labels that are small whole numbers, as most are, have their class without being spelt out.
    private const int SmallNumbers = 64;
    private const int MaxName = 256;

    private readonly double[] _small = new double[SmallNumbers];
    private readonly OutputSpec _spec;
    private readonly TensorType _labelType;
    private readonly TensorType _scoreType;
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _classes;

    public OutputReader(OutputSpec spec, ActorMlOps.Serving.ModelSignature signature)
    {
        _spec = spec;
        if (spec.Label >= 0)
            _labelType = signature.Outputs[spec.Label].Type;
        if (spec.Scores >= 0)
            _scoreType = signature.Outputs[spec.Scores].Type;
        var classes = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < spec.Classes.Length; i++)
            classes[spec.Classes[i]] = i;
        _classes = classes.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<byte> utf8 = stackalloc byte[32];
        Span<char> text = stackalloc char[MaxName];
        for (var n = 0; n < _small.Length; n++)
            _small[n] = Index(RowReader.Category(n, utf8), text);
    }

    public OutputSpec Spec => _spec;

    public bool Watched => _spec.Task != TaskKind.None;

    /// <summary>Two scores decide by the greater one, whatever their scale, unless another threshold than the half was asked for.</summary>
    private bool FollowsThreshold => _spec is { Task: TaskKind.Binary, PositiveIndex: >= 0, Threshold: not 0.5 };

    /// <param name="outputs">In the order of the signature.</param>
    /// <param name="predicted">Per row: class index (-1: a class that is not known) or value (may be NaN).</param>
    /// <param name="scores">Per row: the positive class's score; NaN if there is none.</param>
    public void Read(ReadOnlySpan<TensorData> outputs, int rows, Span<double> predicted, Span<float> scores)
    {
        scores[..rows].Fill(float.NaN);
        if (_spec.Task == TaskKind.Regression)
        {
            var values = outputs[_spec.Label].Data.Span;
            for (var r = 0; r < rows; r++)
                predicted[r] = RowReader.Number(_labelType, values, r);
            return;
        }
        if (_spec.Scores >= 0 && _spec.PositiveIndex >= 0)
        {
            var values = outputs[_spec.Scores].Data.Span;
            for (var r = 0; r < rows; r++)
                scores[r] = (float)RowReader.Number(_scoreType, values, (r * _spec.ScoreWidth) + Math.Min(_spec.PositiveIndex, _spec.ScoreWidth - 1));
        }
        if (_spec.Label >= 0)
            ReadLabels(outputs[_spec.Label].Data.Span, rows, predicted);
        else if (_spec.ScoreWidth == 1 || FollowsThreshold)
            Threshold(rows, scores, predicted);
        else
            ArgMax(outputs[_spec.Scores].Data.Span, rows, predicted);
    }

    private void ReadLabels(ReadOnlySpan<byte> data, int rows, Span<double> predicted)
    {
        Span<byte> utf8 = stackalloc byte[32];
        Span<char> text = stackalloc char[MaxName];
        var at = 0;
        for (var r = 0; r < rows; r++)
        {
            if (_labelType == TensorType.Bytes)
            {
                predicted[r] = Index(RowReader.Text(data, ref at), text);
                continue;
            }
            var number = RowReader.Number(_labelType, data, r);
            var small = (int)number;
            predicted[r] = (uint)small < SmallNumbers && small == number && !double.IsNegative(number)
                ? _small[small]
                : Index(RowReader.Category(number, utf8), text);
        }
    }

    /// <summary>Of the class that is spelt so; -1: none.</summary>
    /// <param name="text">Room for as long a name as is looked for.</param>
    private int Index(ReadOnlySpan<byte> label, Span<char> text) =>
        Encoding.UTF8.TryGetChars(label, text, out var length) && _classes.TryGetValue(text[..length], out var index) ? index : -1;

    private void Threshold(int rows, ReadOnlySpan<float> scores, Span<double> predicted)
    {
        for (var r = 0; r < rows; r++)
            predicted[r] = float.IsNaN(scores[r]) ? -1 : scores[r] >= _spec.Threshold ? _spec.PositiveIndex : 1 - _spec.PositiveIndex;
    }

    private void ArgMax(ReadOnlySpan<byte> data, int rows, Span<double> predicted)
    {
        for (var r = 0; r < rows; r++)
        {
            var best = -1;
            var most = double.NegativeInfinity;
            for (var c = 0; c < _spec.ScoreWidth; c++)
            {
                var score = RowReader.Number(_scoreType, data, (r * _spec.ScoreWidth) + c);
                if (score > most || (best < 0 && !double.IsNaN(score)))
                    (best, most) = (c, score);
            }
            predicted[r] = best;
        }
    }
}
