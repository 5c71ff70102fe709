namespace ActorMlOps.Compare;

/// <summary>The files can't be compared. Each error names the file or option and the remedy.</summary>
public sealed class ComparisonException(params IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>At least one.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
