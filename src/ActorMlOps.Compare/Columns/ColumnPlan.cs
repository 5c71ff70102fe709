using ActorMlOps.Tables;

namespace ActorMlOps.Compare.Columns;

/// <summary>Which columns of the two files are compared: pure, from their headers and the options.</summary>
/// <param name="Features">In the reference's order.</param>
/// <param name="Predictions">Those that both files have.</param>
/// <param name="Label">Null: none that both files have.</param>
/// <param name="Notes">What is left out without having been asked for.</param>
internal sealed record ColumnPlan(
    IReadOnlyList<string> Features, IReadOnlyList<string> Predictions, string? Label, IReadOnlyList<string> Notes)
{
    private const int MostListed = 60;

    /// <summary>All of them, features first.</summary>
    public IReadOnlyList<string> All => Label is null ? [.. Features, .. Predictions] : [.. Features, .. Predictions, Label];

    /// <exception cref="ComparisonException">Columns differ, or an option names one that is nowhere; both lists are named.</exception>
    public static ColumnPlan Make(TableReader reference, TableReader current, ComparisonOptions options)
    {
        var (left, right) = (reference.Columns ?? [], current.Columns ?? []);
        var notes = new List<string>();
        foreach (var (side, reader) in new[] { ("reference", reference), ("current", current) })
            notes.AddRange(reader.Unreadable.Select(c => $"Column '{c.Key}' of the {side} file can't be read and is left out: {c.Value}."));

        var errors = new List<string>();
        CheckNames([.. left, .. right, .. reference.Unreadable.Keys, .. current.Unreadable.Keys], options, errors);
        string[] apart = [.. options.Label is null ? options.Predictions : [.. options.Predictions, options.Label]];
        string[] featuresLeft = [.. Features(left)], featuresRight = [.. Features(right)];
        string[] gone = [.. featuresLeft.Except(featuresRight)], come = [.. featuresRight.Except(featuresLeft)];
        if (errors.Count == 0 && gone.Length + come.Length > 0)
        {
            errors.Add(
                $"The files have different columns. Only in the reference: {List(gone)}. Only in the current file: {List(come)}. "
                + $"Columns of the reference: {List(featuresLeft)}. Columns of the current file: {List(featuresRight)}. "
                + "Leave columns out with 'ignore'.");
        }

        if (errors.Count == 0 && featuresLeft.Length == 0 && !apart.Any(name => left.Contains(name) && right.Contains(name)))
            errors.Add($"No column is left to compare. Columns of the reference: {List(left)}.");
        if (errors.Count > 0)
            throw new ComparisonException(errors);
        foreach (var name in apart.Where(name => !left.Contains(name) || !right.Contains(name)))
            notes.Add($"Column '{name}' is only in the {(left.Contains(name) ? "reference" : "current file")} and is not compared.");
        string[] compared = [.. featuresLeft, .. apart];
        notes.AddRange((options.Drift.ColumnMethods?.Keys ?? []).Where(name => !compared.Contains(name))
            .Select(name => $"'drift.features' names '{name}', which is not compared."));
        return new(
            featuresLeft,
            [.. options.Predictions.Where(name => left.Contains(name) && right.Contains(name))],
            options.Label is { } label && left.Contains(label) && right.Contains(label) ? label : null,
            notes);

        IEnumerable<string> Features(IReadOnlyList<string> columns) => columns.Where(name =>
            !options.Ignore.Contains(name) && !apart.Contains(name) && options.Features?.Contains(name) != false);
    }

    private static void CheckNames(HashSet<string> known, ComparisonOptions options, List<string> errors)
    {
        Check("ignore", options.Ignore);
        Check("label", options.Label is null ? [] : [options.Label]);
        Check("prediction", options.Predictions);
        Check("features", options.Features ?? []);
        Check("kind", options.Kinds.Keys);

        void Check(string option, IEnumerable<string> names)
        {
            string[] nowhere = [.. names.Where(name => !known.Contains(name))];
            if (nowhere.Length > 0)
                errors.Add($"'{option}' names columns that neither file has: {List(nowhere)}. The columns are: {List([.. known])}.");
        }
    }

    private static string List(IReadOnlyCollection<string> names) => names.Count == 0
        ? "(none)"
        : string.Join(", ", names.Take(MostListed)) + (names.Count > MostListed ? $", ... ({names.Count} in all)" : "");
}
