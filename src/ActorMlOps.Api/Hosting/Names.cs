namespace ActorMlOps.Api.Hosting;

/// <summary>Checks names in paths.</summary>
internal static class Names
{
    /// <summary>For calls that make something: a name that can't be is a bad request.</summary>
    /// <exception cref="RequestException">400: the name breaks the rule.</exception>
    public static VersionKey Creatable(string model, string version)
    {
        var errors = new List<string>();
        if (!ResourceName.IsValid(model))
            errors.Add($"'{model}' can't be the name of a model: it must be {ResourceName.Rule}.");
        if (!ResourceName.IsValid(version))
            errors.Add($"'{version}' can't be the name of a version: it must be {ResourceName.Rule}.");
        return errors.Count == 0 ? new(model, version) : throw new RequestException(StatusCodes.Status400BadRequest, errors);
    }

    /// <summary>For calls about something: a name that can't be is nobody's.</summary>
    /// <exception cref="RequestException">404.</exception>
    public static void Demand(string model)
    {
        if (!ResourceName.IsValid(model))
            throw NoModel(model);
    }

    /// <exception cref="RequestException">404.</exception>
    public static VersionKey Demand(string model, string version) =>
        ResourceName.IsValid(model) && ResourceName.IsValid(version) ? new(model, version) : throw NoVersion(new(model, version));

    public static RequestException NoModel(string model) => RequestException.NotFound($"There is no model '{model}'.");

    public static RequestException NoVersion(VersionKey key) =>
        RequestException.NotFound($"There is no version '{key.Version}' of a model '{key.Model}'.");
}
