/**
 * Imported before everything else: graphql-js decides when it is loaded whether it checks at each use of a type that it exists
 * once only, which takes a twentieth of a dashboard's page.
 */
process.env.NODE_ENV ??= "production";
