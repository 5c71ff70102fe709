using ActorMlOps.Grains.Monitoring;
using ActorMlOps.Grains.Serving;
using ActorMlOps.Inference;
using ActorMlOps.Monitoring;
using ActorMlOps.Registry;
using ActorMlOps.Statistics.Counters;
using ActorMlOps.Tables;
using BatchMode = ActorMlOps.Serving.BatchMode;

namespace ActorMlOps.Grains.Registry;

/// <summary>Profiles a reference, and runs the model on it for the distribution of its predictions and their performance.</summary>
internal static class ReferenceScorer
{
    private const int RowsPerRun = 512;

    /// <summary>Of the reference, for intervals of its performance.</summary>
    private const int Parts = 16;

    public static ScoredReference Score(VersionSpec spec, OnnxEngine engine, Table reference, TextColumn? labels, int bins)
    {
        var errors = new List<string>();
        var warnings = new List<string>();
        var columns = spec.Features.Select(f => ReferenceColumn.Read(f, reference[f.Name], errors)).ToArray();
        if (errors.Count > 0)
            return new(null, [], null, errors, warnings);
        List<ColumnProfile> profiles = [.. columns.Select(c => c!.Profile(bins))];
        TaskCounters? labelled = null;
        var (predicted, scores) = (Array.Empty<double>(), Array.Empty<float>());
        if (spec.Output.Task != TaskKind.None && !CoversInputs(spec))
        {
            warnings.Add("The features do not cover all inputs, so the reference can't be scored: predictions are not compared.");
        }
        else if (spec.Output.Task != TaskKind.None)
        {
            int[] rows = [.. Enumerable.Range(0, reference.Rows).Where(r => IsComplete(columns!, r))];
            if (rows.Length < reference.Rows)
                warnings.Add($"{reference.Rows - rows.Length} rows of the reference lack a whole number that the model needs; they were not scored.");
            (predicted, scores) = (new double[rows.Length], new float[rows.Length]);
            try
            {
                Run(spec, engine, columns!, rows, predicted, scores);
            }
            catch (InferenceException e)
            {
                return new(null, [], null, [$"The model fails on the reference: {e.Message}"], warnings);
            }
            profiles.AddRange(PredictionColumns.Profile(spec.Output, predicted, scores, reference.Rows));
            if (labels is not null)
                labelled = Baseline(spec.Output, rows, predicted, scores, labels, errors);
        }
        if (errors.Count > 0)
            return new(null, [], null, errors, warnings);
        var profile = new ReferenceProfile(profiles, reference.Rows);
        return new(
            profile,
            labelled is null ? [] : PerformanceMetrics.Of(PerformanceMetrics.Table(labelled)),
            labelled?.Encode(),
            errors,
            warnings,
            ReferenceSampler.Build(spec, profile, columns!, predicted, scores),
            OutlierRules.Of(columns!, profiles, reference.Rows));
    }

    private static void Run(VersionSpec spec, OnnxEngine engine, ReferenceColumn[] columns, int[] rows, double[] predicted, float[] scores)
    {
        var reader = new OutputReader(spec.Output, spec.Signature);
        var step = spec.Signature.Batch == BatchMode.Whole ? 1 : RowsPerRun;
        for (var first = 0; first < rows.Length; first += step)
        {
            var count = Math.Min(step, rows.Length - first);
            var outputs = engine.Run(count, TensorBuilder.Build(spec, columns, rows.AsSpan(first, count)));
            reader.Read(outputs, count, predicted.AsSpan(first), scores.AsSpan(first));
        }
    }

    private static TaskCounters? Baseline(
        OutputSpec output, int[] rows, double[] predicted, float[] scores, TextColumn labels, List<string> errors)
    {
        // Dealt out like cards: the order of a reference is often that of time.
        var parts = Enumerable.Range(0, Parts).Select(_ => new TaskCounters(output)).ToArray();
        for (var i = 0; i < rows.Length; i++)
        {
            if (labels[rows[i]] is not { } label)
                continue;
            var (actual, error) = TaskCounters.Parse(output, label);
            if (actual is null)
            {
                errors.Add($"'reference': column '{labels.Name}', row {rows[i] + 1}: {error}");
                return null;
            }
            parts[i % Parts].Add(new LedgerEntry { Predicted = predicted[i], Score = scores[i] }, actual.Value);
        }
        var counters = new TaskCounters(output);
        foreach (var part in parts)
            counters.MergePart(part);
        return counters;
    }

    private static bool IsComplete(ReferenceColumn[] columns, int row) =>
        !columns.Any(c => c.Missing.Length > 0 && c.Missing[row] && c.Feature.Type is not (
            ActorMlOps.Serving.TensorType.Fp16 or ActorMlOps.Serving.TensorType.Fp32 or ActorMlOps.Serving.TensorType.Fp64));

    /// <summary>Every element of every input is a feature.</summary>
    private static bool CoversInputs(VersionSpec spec)
    {
        for (var i = 0; i < spec.Signature.Inputs.Length; i++)
        {
            var elements = 1L;
            foreach (var d in spec.Signature.RowShape(spec.Signature.Inputs[i]))
                elements *= d;
            if (spec.Features.Where(f => f.Input == i).Select(f => f.Element).Distinct().Count() != elements)
                return false;
        }
        return true;
    }
}
