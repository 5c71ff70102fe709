using ActorMlOps.Registry;
using ActorMlOps.Serving;

namespace ActorMlOps.Grains.Registry;

/// <summary>
/// Pure: from the signature, the config and the columns of the reference to what is watched. Every mismatch is an error; nothing is guessed
/// where two readings are possible.
/// </summary>
internal sealed class SpecResolver(ModelSignature signature, VersionConfig config, IReadOnlyList<string>? referenceColumns)
{
    /// <summary>Inputs with more elements a row are not watched unless the config names features.</summary>
    public const int MaxFeatures = 1000;

    private readonly List<string> _errors = [];
    private readonly List<string> _warnings = [];

    public IReadOnlyList<string> Errors => _errors;

    public IReadOnlyList<string> Warnings => _warnings;

    public FeatureSpec[] ResolveFeatures()
    {
        var features = config.Features is { Length: > 0 } named ? FromConfig(named) : FromSignature();
        foreach (var twice in features.GroupBy(f => f.Name).Where(g => g.Count() > 1))
            _errors.Add($"'features': '{twice.Key}' is named more than once.");
        if (referenceColumns is not null)
            CompareColumns(features);
        return features;
    }

    public string[] ResolveSegments(FeatureSpec[] features)
    {
        string[] segments = [.. (config.Sensitive ?? []).Concat(config.Segments ?? []).Distinct()];
        foreach (var segment in segments)
        {
            if (Array.Find(features, f => f.Name == segment) is not { } feature)
                _errors.Add($"'sensitive'/'segments': '{segment}' is not a feature; features are: {List(features.Select(f => f.Name))}.");
            else if (feature.Kind != FeatureKind.Categorical)
                _errors.Add($"'sensitive'/'segments': '{segment}' is numeric; declare it under 'features' with \"kind\": \"categorical\".");
        }
        if (segments.Length > Monitoring.SegmentCodes.MaxSegments)
            _errors.Add($"'sensitive' and 'segments' name {segments.Length} columns; at most {Monitoring.SegmentCodes.MaxSegments} are kept.");
        return segments;
    }

    /// <param name="labels">Distinct labels of the reference, if it has a label column.</param>
    public OutputSpec ResolveOutput(IReadOnlyList<string>? labels)
    {
        var label = FindOutput(config.Output?.Label, "output.label", o => IsClassType(o.Type) && RowElements(o) == 1);
        var scores = FindOutput(config.Output?.Scores, "output.scores", o => o.Type is TensorType.Fp32 or TensorType.Fp64 or TensorType.Fp16);
        var width = scores >= 0 ? RowElements(signature.Outputs[scores]) : 0;
        var task = config.Task ?? Infer(label, scores, width);
        if (task == TaskKind.None)
            return Unwatched("no output looks like a class, scores or a value");
        if (task == TaskKind.Regression)
        {
            var value = config.Output?.Label is not null ? label : scores;
            if (value < 0 || RowElements(signature.Outputs[value]) != 1)
                return Fail($"'task' is regression, but no output holds one number a row; outputs are: {Outputs()}.");
            return new(task, value, -1, 0, -1, [], null, 0.5);
        }
        if (scores >= 0 && width <= 0)
            (scores, width) = (-1, 0);
        if (label < 0 && scores < 0)
            return Fail($"'task' is {(task == TaskKind.Binary ? "binary" : "multiclass")}, but no output holds classes or scores; outputs are: {Outputs()}.");

        if (task == TaskKind.Multiclass && label < 0 && width == 1)
            return Fail($"'task' is multiclass, but output '{signature.Outputs[scores].Name}' holds one score a row and no output holds classes; outputs are: {Outputs()}.");

        var classes = Classes(task, scores >= 0 ? width : 0, labels);
        if (task == TaskKind.Multiclass)
            return new(task, label, scores, width, -1, classes, null, 0.5);
        if (classes.Length != 2)
            return Fail($"'task' is binary, but there are {classes.Length} classes ({List(classes)}); name two under 'output.classes', or set 'task' to multiclass.");
        var positive = config.Output?.PositiveClass ?? classes[^1];
        var index = Array.IndexOf(classes, positive);
        if (index < 0)
            return Fail($"'output.positiveClass' '{positive}' is not one of the classes {List(classes)}.");
        if (scores >= 0 && width > 2)
            return Fail($"'task' is binary, but output '{signature.Outputs[scores].Name}' holds {width} scores a row.");
        var threshold = config.Output?.Threshold ?? 0.5;
        if (!(threshold >= 0 && threshold <= 1))
            _errors.Add("'output.threshold' must be from 0 to 1.");
        return new(task, label, scores, width, index, classes, positive, threshold);
    }

    private FeatureSpec[] FromConfig(FeatureConfig[] named)
    {
        var features = new List<FeatureSpec>(named.Length);
        for (var i = 0; i < named.Length; i++)
        {
            var f = named[i];
            var input = f.Input is not null
                ? Array.FindIndex(signature.Inputs, x => x.Name == f.Input)
                : signature.Inputs.Length == 1 ? 0 : Array.FindIndex(signature.Inputs, x => x.Name == f.Name);
            if (input < 0)
            {
                _errors.Add($"'features[{i}]' ('{f.Name}'): the model has no input '{f.Input ?? f.Name}'; inputs are: {signature.DescribeInputs()}.");
                continue;
            }
            var elements = RowElements(signature.Inputs[input]);
            if (elements <= 0)
            {
                _errors.Add($"'features[{i}]' ('{f.Name}'): rows of input '{signature.Inputs[input].Name}' have no fixed number of elements, so no column of theirs can be watched.");
                continue;
            }
            var element = f.Column ?? (elements == 1 ? 0 : signature.Inputs.Length == 1 && named.All(x => x.Column is null) ? i : -1);
            if (element < 0 || element >= elements)
            {
                _errors.Add($"'features[{i}]' ('{f.Name}'): 'column' must be from 0 to {elements - 1} for input '{signature.Inputs[input].Name}'.");
                continue;
            }
            features.Add(Feature(f.Name, input, element, f.Kind, i));
        }
        return [.. features];
    }

    private FeatureSpec[] FromSignature()
    {
        var total = signature.Inputs.Sum(i => (long)Math.Max(RowElements(i), 0));
        if (signature.Inputs.Any(i => RowElements(i) <= 0) || total > MaxFeatures)
        {
            if (referenceColumns is not null)
                _errors.Add($"The model's rows have no fixed number of elements up to {MaxFeatures}; name the watched ones under 'features' to use a reference.");
            else
                _warnings.Add($"Features are not watched: the rows have no fixed number of elements up to {MaxFeatures}. Name the ones to watch under 'features'.");
            return [];
        }
        if (signature.Inputs.All(i => RowElements(i) == 1))
            return [.. signature.Inputs.Select((input, i) => Feature(input.Name, i, 0, null, -1))];

        var header = FeatureColumns();
        if (signature.Inputs.Length == 1 && header is not null)
        {
            if (header.Length == total)
                return [.. header.Select((name, e) => Feature(name, 0, e, null, -1))];
            _errors.Add(
                $"Input '{signature.Inputs[0].Name}' takes {total} values a row, but the reference has {header.Length} columns to feed it: {List(header)}. " +
                "Name the labels under 'reference.labelColumn' and columns that are no features under 'reference.ignore', or list 'features'.");
            return [];
        }
        return [.. signature.Inputs.SelectMany((input, i) => Enumerable.Range(0, RowElements(input))
            .Select(e => Feature(RowElements(input) == 1 ? input.Name : $"{input.Name}[{e}]", i, e, null, -1)))];
    }

    private FeatureSpec Feature(string name, int input, int element, FeatureKind? kind, int index)
    {
        var type = signature.Inputs[input].Type;
        var text = type is TensorType.Bytes or TensorType.Bool;
        if (kind == FeatureKind.Numeric && type == TensorType.Bytes)
            _errors.Add($"'features[{index}]' ('{name}') can't be numeric: input '{signature.Inputs[input].Name}' is text.");
        return new(name, kind ?? (text ? FeatureKind.Categorical : FeatureKind.Numeric), input, element, type);
    }

    /// <summary>Compares the reference's columns with the features and the columns that the config names.</summary>
    public void CompareColumns(FeatureSpec[] features)
    {
        var names = features.Select(f => f.Name).ToHashSet();
        string[] missing = [.. features.Select(f => f.Name).Where(n => !referenceColumns!.Contains(n))];
        string[] extra = [.. FeatureColumns()!.Where(c => !names.Contains(c))];
        if (missing.Length > 0)
        {
            _errors.Add($"The reference lacks columns of features: {List(missing)}. Columns of the reference: {List(referenceColumns!)}. Features of the model: {List(names)}.");
        }
        else if (extra.Length > 0 && features.Length > 0)
        {
            _warnings.Add($"Columns of the reference that are no features are not compared: {List(extra)}.");
        }
        foreach (var (field, column) in new[] { ("labelColumn", config.Reference?.LabelColumn), ("predictionColumn", config.Reference?.PredictionColumn), ("scoreColumn", config.Reference?.ScoreColumn) })
        {
            if (column is not null && !referenceColumns!.Contains(column))
                _errors.Add($"'reference.{field}': the reference has no column '{column}'; it has: {List(referenceColumns!)}.");
        }
    }

    private string[]? FeatureColumns()
    {
        var reference = config.Reference;
        return referenceColumns is null ? null : [.. referenceColumns.Where(c =>
            c != reference?.LabelColumn && c != reference?.PredictionColumn && c != reference?.ScoreColumn && !(reference?.Ignore ?? []).Contains(c))];
    }

    private string[] Classes(TaskKind task, int width, IReadOnlyList<string>? labels)
    {
        if (config.Output?.Classes is { Length: > 1 } named)
            return named;
        if (labels is { Count: > 1 } && (width <= 1 || labels.Count == width))
            return [.. Order(labels)];
        var count = width > 1 ? width : task == TaskKind.Binary ? 2 : labels?.Count ?? 0;
        return [.. Enumerable.Range(0, count).Select(i => i.ToString(System.Globalization.CultureInfo.InvariantCulture))];
    }

    /// <summary>Numbers by value, everything else by code points: the order in which trainers number their classes.</summary>
    private static IEnumerable<string> Order(IReadOnlyList<string> labels) =>
        labels.All(l => double.TryParse(l, System.Globalization.CultureInfo.InvariantCulture, out _))
            ? labels.OrderBy(l => double.Parse(l, System.Globalization.CultureInfo.InvariantCulture))
            : labels.Order(StringComparer.Ordinal);

    private int FindOutput(string? name, string field, Func<TensorSpec, bool> fits)
    {
        if (name is null)
            return Array.FindIndex(signature.Outputs, o => fits(o));
        var index = Array.FindIndex(signature.Outputs, o => o.Name == name);
        if (index < 0)
            _errors.Add($"'{field}': the model has no output '{name}'; outputs are: {Outputs()}.");
        return index;
    }

    private static TaskKind Infer(int label, int scores, int width) => (label, scores, width) switch
    {
        ( >= 0, >= 0, 1 or 2) => TaskKind.Binary,
        ( >= 0, >= 0, > 2) => TaskKind.Multiclass,
        ( >= 0, < 0, _) => TaskKind.Multiclass,
        (_, >= 0, 1) => TaskKind.Regression,
        (_, >= 0, > 1 and <= MaxFeatures) => TaskKind.Multiclass,
        _ => TaskKind.None,
    };

    private OutputSpec Unwatched(string why)
    {
        _warnings.Add($"Predictions are not watched: {why}. Name 'task' and 'output' in the config.");
        return OutputSpec.Unwatched;
    }

    private OutputSpec Fail(string error)
    {
        _errors.Add(error);
        return OutputSpec.Unwatched;
    }

    private static bool IsClassType(TensorType type) =>
        type is TensorType.Int64 or TensorType.Int32 or TensorType.Int16 or TensorType.Int8 or TensorType.UInt8 or TensorType.UInt16
            or TensorType.UInt32 or TensorType.UInt64 or TensorType.Bytes or TensorType.Bool;

    /// <summary>Elements of a row; -1 if that varies.</summary>
    private int RowElements(TensorSpec tensor)
    {
        if (tensor.Shape.Length == 0)
            return signature.Batch == BatchMode.Whole ? 1 : -1;
        var elements = 1L;
        foreach (var d in signature.RowShape(tensor))
            elements = d < 0 ? -1 : elements < 0 ? -1 : elements * d;
        return elements is < 0 or > int.MaxValue ? -1 : (int)elements;
    }

    private string Outputs() => string.Join(", ", signature.Outputs.Select(o => o.Describe()));

    private static string List(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return all.Length == 0 ? "(none)" : string.Join(", ", all.Take(50)) + (all.Length > 50 ? $", ... ({all.Length} in all)" : "");
    }
}
