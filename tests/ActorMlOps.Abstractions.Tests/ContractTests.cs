using System.Reflection;

namespace ActorMlOps.Abstractions.Tests;

/// <summary>Names by which silos of different releases understand each other.</summary>
public sealed class ContractTests
{
    internal static IReadOnlyList<Type> Serialised { get; } =
        [.. typeof(VersionKey).Assembly.GetTypes().Where(t => t.GetCustomAttribute<GenerateSerializerAttribute>() is not null)];

    private static readonly Type[] Grains = [.. typeof(VersionKey).Assembly.GetTypes().Where(t => t.IsInterface && typeof(IAddressable).IsAssignableFrom(t))];

    [Fact]
    public void Contracts_AreFound()
    {
        Assert.True(Serialised.Count >= 60, $"{Serialised.Count} types");
        Assert.True(Grains.Length >= 11, $"{Grains.Length} interfaces");
    }

    [Fact]
    public void Alias_OfEveryTypeAndGrain_IsItsName() =>
        Assert.All(Serialised.Concat(Grains), t => Assert.Equal($"actormlops.{t.Name}", t.GetCustomAttribute<AliasAttribute>()?.Alias));

    [Fact]
    public void Alias_OfTypesAndGrains_IsUnique()
    {
        string[] aliases = [.. Serialised.Concat(Grains).Select(t => t.GetCustomAttribute<AliasAttribute>()!.Alias)];
        Assert.Equal(aliases.Length, aliases.Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Alias_OfEveryGrainMethod_IsItsNameAndUnique() => Assert.All(Grains, grain =>
    {
        var methods = grain.GetMethods();
        Assert.NotEmpty(methods);
        Assert.All(methods, m => Assert.Equal(m.Name, m.GetCustomAttribute<AliasAttribute>()?.Alias));
        Assert.Equal(methods.Length, methods.Select(m => m.Name).Distinct(StringComparer.Ordinal).Count());
    });

    [Fact]
    public void Id_OfEveryMember_IsThereAndUnique() => Assert.All(Serialised.Where(t => !t.IsEnum), type =>
    {
        var stored = type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(p => p.SetMethod is not null).ToArray();
        Assert.NotEmpty(stored);
        var ids = stored.Select(p => p.GetCustomAttribute<IdAttribute>()?.Id).ToList();
        Assert.DoesNotContain(null, ids);
        Assert.Equal(ids.Count, ids.Distinct().Count());
    });

    [Fact]
    public void Enum_FirstValue_IsStatedNumber() => Assert.All(Serialised.Where(t => t.IsEnum), type =>
    {
        Assert.Equal(typeof(byte), Enum.GetUnderlyingType(type));
        Assert.Equal(Enum.GetValues(type).Length, Enum.GetNames(type).Length);
    });
}
