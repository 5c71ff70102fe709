using ActorMlOps.Monitoring;
using ActorMlOps.Registry;

namespace ActorMlOps.Grains.Monitoring;

/// <summary>Rows as they came, that become the reference of a version without one: at most as many as its config asks for.</summary>
internal sealed class BaselineRows
{
    private readonly VersionSpec _spec;
    private readonly List<double?>[] _numbers;
    private readonly List<string?>[] _texts;
    private readonly List<double?> _predicted = [];
    private readonly List<double?> _scores = [];

    public BaselineRows(VersionSpec spec)
    {
        _spec = spec;
        _numbers = [.. spec.Features.Select(_ => new List<double?>())];
        _texts = [.. spec.Features.Select(_ => new List<string?>())];
        Left = spec.BaselineRows;
    }

    /// <summary>Rows that are still wanted.</summary>
    public int Left { get; private set; }

    public int Rows => _predicted.Count;

    /// <param name="value">Null: missing.</param>
    public void Add(int feature, double? value) => _numbers[feature].Add(value);

    /// <inheritdoc cref="Add(int, double?)"/>
    public void Add(int feature, string? value) => _texts[feature].Add(value);

    public void EndRow(double predicted, float score)
    {
        _predicted.Add(predicted);
        _scores.Add(float.IsNaN(score) ? null : score);
        Left--;
    }

    /// <summary>The rows so far as columns, features first; the next ones begin anew.</summary>
    public ObservationColumn[]? Take()
    {
        if (Rows == 0)
            return null;
        ObservationColumn[] columns =
        [
            .. _spec.Features.Select((f, i) => f.Kind == FeatureKind.Categorical
                ? ObservationColumns.Texts(f.Name, _texts[i])
                : ObservationColumns.Numbers(f.Name, _numbers[i])),
            ObservationColumns.Numbers(PredictionColumns.Class, _predicted),
            ObservationColumns.Numbers(PredictionColumns.Score, _scores),
        ];
        Array.ForEach(_numbers, n => n.Clear());
        Array.ForEach(_texts, t => t.Clear());
        _predicted.Clear();
        _scores.Clear();
        return columns;
    }
}
