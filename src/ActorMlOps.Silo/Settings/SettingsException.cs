namespace ActorMlOps.Silo.Settings;

/// <summary>Settings that are wrong; all of them.</summary>
public sealed class SettingsException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    /// <summary>One sentence an error: the key, what is wrong, the remedy.</summary>
    public IReadOnlyList<string> Errors { get; } = errors;
}
