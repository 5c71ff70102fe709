namespace ActorMlOps.Silo.Settings;

/// <param name="Profile">Name of the file that they came from, without <c>.json</c>.</param>
/// <param name="Configuration">What the file, the environment and the arguments say together, for the parts that read their own section.</param>
public sealed record LoadedSettings(string Profile, SiloSettings Silo, IConfigurationRoot Configuration);
