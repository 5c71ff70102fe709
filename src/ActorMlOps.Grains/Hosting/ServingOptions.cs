using Microsoft.Extensions.Options;

namespace ActorMlOps.Grains.Hosting;

/// <summary>Settings of the engines.</summary>
public sealed class ServingOptions
{
    /// <summary>Section of the configuration.</summary>
    public const string SectionName = "ActorMlOps:Serving";

    /// <summary>
    /// Bytes of loaded models a silo tries to stay within: beyond them it unloads what no policy names and nobody asked for in the last
    /// minute, the longest unused first. 0 or more; default 0: no cap.
    /// </summary>
    public long MaxModelBytes { get; set; }

    /// <summary>Seconds that a trial run may take before the model is refused. 1 to 3,600; default 30.</summary>
    public int ProbeSeconds { get; set; } = 30;

    /// <summary>Seconds that a run may take while serving before its requests fail. 0 to 3,600; default 0: no limit.</summary>
    public int RunSeconds { get; set; }

    /// <summary>Everything that is wrong, by key.</summary>
    public IReadOnlyList<string> Errors()
    {
        var errors = new List<string>();
        if (MaxModelBytes < 0)
            errors.Add($"{SectionName}:{nameof(MaxModelBytes)}: '{MaxModelBytes}' is not a whole number from 0 (no cap).");
        if (ProbeSeconds is < 1 or > 3600)
            errors.Add($"{SectionName}:{nameof(ProbeSeconds)}: '{ProbeSeconds}' is not a whole number from 1 to 3600.");
        if (RunSeconds is < 0 or > 3600)
            errors.Add($"{SectionName}:{nameof(RunSeconds)}: '{RunSeconds}' is not a whole number from 0 (no limit) to 3600.");
        return errors;
    }

    internal sealed class Validator : IValidateOptions<ServingOptions>
    {
        public ValidateOptionsResult Validate(string? name, ServingOptions options) =>
            options.Errors() is { Count: > 0 } errors ? ValidateOptionsResult.Fail(errors) : ValidateOptionsResult.Success;
    }
}
